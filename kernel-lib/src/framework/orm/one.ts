import type { Column } from "../sql/column.js";
import type { Source } from "../sql/table.js";
import type { Relation } from "./relation.js";

/**
 * A relation to one row of another table, whose primary key this model's own column `foreignKey` holds: `author: one(users, posts.userId)`.
 */
export const one = <To extends Source>(to: To, foreignKey: Column<unknown>): Relation<To, "one"> =>
  Object.freeze({ kind: "one", to, foreignKey });
