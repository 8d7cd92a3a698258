import type { Queryable } from "../db/database.js";
import type { Column } from "../sql/column.js";
import type { Condition } from "../sql/expression.js";
import type { Order } from "../sql/operators/order.js";
import type { NewRow, Source, TableRow } from "../sql/table.js";
import type { Relation, Relations } from "./relation.js";

/**
 * THE CONTRACT OF A MODEL: a table's rows as objects, by key or by condition, with what belongs to them.
 *
 * ```ts
 * const users = table("users", { id: integer("id").primaryKey(), name: text("name"), email: text("email").nullable() });
 * const posts = table("posts", { id: integer("id").primaryKey(), userId: integer("user_id"), title: text("title") });
 *
 * const User = model(users, {
 *   relations: { posts: many(posts, posts.userId) },
 *   validate: { name: [lengthBetween(1, 80)], email: [matching(/^\S+@\S+$/, "an e-mail address")] },
 * });
 * const Post = model(posts, { relations: { author: one(users, posts.userId) } });
 *
 * const ada = await User.insert(db, { name: "Ada" });                        // { id: 1, name: "Ada", email: null }
 * await User.find(db, 1);                                                     // the row, or undefined
 * await User.where(eq(users.name, "Ada")).orderBy(desc(users.id)).limit(10).all(db);
 * await User.with("posts").all(db);                                           // users with their posts: two queries, however many users
 * await Post.join("author").where(eq(users.name, "Ada")).all(db);             // posts with their author: one query
 * await User.update(db, 1, { email: "ada@example.com" });                    // true: there was such a row
 * await User.delete(db, 1);                                                   // true
 * await User.insert(db, { name: "", email: "?" });                           // ValidationFailed names both fields
 * ```
 *
 * **Rows** are plain data: own fields, the same for all rows of a table in the same order, set once by one class a table, so that V8 keeps
 * one hidden class for them; nothing is watched, cached or written behind the caller's back. A change is written by `update`.
 *
 * **A model is a query too**, of all its rows; every step of a query returns another one and leaves the first as it was.
 *
 * **A database or a transaction** is the first argument of what runs, so that it is always seen in which one that happens.
 */
export interface Model<From extends Source, R extends Relations = Record<never, never>>
  extends ModelQuery<TableRow<From>, R> {
  readonly table: From;
  /** The row with this primary key; undefined where there is none. @throws InvalidSqlValue if the key is not of the column's type. */
  find(db: Queryable, key: KeyOf<From>): Promise<TableRow<From> | undefined>;
  /**
   * Validates and inserts one row; the row as the database then has it, with what it filled in.
   * @throws ValidationFailed before anything is sent; QueryFailed for what only the database knows (a duplicate, a missing parent);
   * RowNotInserted if a trigger leaves the row out.
   */
  insert(db: Queryable, values: NewRow<From>): Promise<TableRow<From>>;
  /**
   * Validates the given columns and changes them in the row with this key, in one statement; false where there is none. A column that is
   * undefined or absent stays as it is. @throws ValidationFailed, QueryFailed; InvalidQuery if no column is given
   */
  update(db: Queryable, key: KeyOf<From>, changes: Partial<NewRow<From>>): Promise<boolean>;
  /** Deletes the row with this key; false where there is none. */
  delete(db: Queryable, key: KeyOf<From>): Promise<boolean>;
  /** What `insert` would refuse in these values; empty where nothing. Takes time linear in the number of columns. */
  problems(values: Readonly<Record<string, unknown>>): FieldProblem[];
}

/** Rows of a model that hold `Row`, by condition. */
export interface ModelQuery<Row, R extends Relations> {
  /** Only rows for which this holds too. */
  where(condition: Condition): ModelQuery<Row, R>;
  /** Sorted; a second call adds terms. */
  orderBy(...terms: readonly (Column<unknown> | Order)[]): ModelQuery<Row, R>;
  /** At most so many rows; a second call replaces the first. @throws InvalidSqlValue unless a whole number of 0 or more. */
  limit(count: number): ModelQuery<Row, R>;
  /** Without the first so many; as `limit`. */
  offset(count: number): ModelQuery<Row, R>;
  /**
   * Each row with what a relation has for it, loaded by one more query for all rows together (one for each 16,384 different keys): an array
   * in order of the primary key for `many`; for `one` the row, or null where there is none.
   * @throws UnknownRelation; InvalidQuery for a relation that is asked for already
   */
  with<Name extends keyof R & string>(name: Name): ModelQuery<Row & { [K in Name]: Loaded<R[K]> }, R>;
  /**
   * Each row with the one row that a relation has for it, by an inner join in the same query: rows without one are left out, and conditions
   * may name the other table's columns. @throws UnknownRelation; InvalidQuery for a relation to many, and for a table that is in the query already
   */
  join<Name extends ToOne<R>>(name: Name): ModelQuery<Row & { [K in Name]: Joined<R[K]> }, R>;
  all(db: Queryable): Promise<Row[]>;
  /** The first row; undefined where there is none. Asks the database for one row. */
  first(db: Queryable): Promise<Row | undefined>;
}

/** The primary key's type: that of the column `id` where the table has one, which then must be the primary key. */
export type KeyOf<From> = From extends { readonly id: Column<infer Value> } ? Value : string | number | bigint | Date;

/** What `with` adds. */
export type Loaded<R> =
  R extends Relation<infer To, infer Kind> ? (Kind extends "many" ? TableRow<To>[] : TableRow<To> | null) : never;

/** What `join` adds. */
export type Joined<R> = R extends Relation<infer To, "one"> ? TableRow<To> : never;

/** The names of the relations to one. */
export type ToOne<R extends Relations> = {
  [Name in keyof R & string]: R[Name] extends Relation<Source, "one"> ? Name : never;
}[keyof R & string];

/** Why a value cannot be in a field. The value itself is left out: it may be a secret. */
export interface FieldProblem {
  /** As the caller wrote it. */
  readonly field: string;
  /** What was broken: "unknown", "required", "null", "type", or the name of a rule ("length", "range", "pattern", …). */
  readonly rule: string;
  /** What would be right: "between 1 and 80 characters". */
  readonly expects: string;
}
