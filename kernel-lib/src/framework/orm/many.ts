import type { Column } from "../sql/column.js";
import type { Source } from "../sql/table.js";
import type { Relation } from "./relation.js";

/**
 * A relation to any number of rows of another table, each of which holds this model's primary key in `foreignKey`, a column of that table:
 * `posts: many(posts, posts.userId)`.
 */
export const many = <To extends Source>(to: To, foreignKey: Column<unknown>): Relation<To, "many"> =>
  Object.freeze({ kind: "many", to, foreignKey });
