/**
 * THE CONTRACT BETWEEN A QUERY AND WHAT RUNS IT: a query is a value that knows its rows' type and compiles to text and values.
 *
 * ```ts
 * const users = table("users", { id: integer("id").primaryKey(), name: text("name"), email: text("email").nullable() });
 * const posts = table("posts", { id: integer("id").primaryKey(), userId: integer("user_id"), title: text("title") });
 *
 * select(users).where(eq(users.id, 7))                                   // Query<{ id: number; name: string; email: string | null }>
 * select({ name: users.name, posts: count() }).from(users)
 *   .innerJoin(posts, eq(posts.userId, users.id)).groupBy(users.name).having(gt(count(), 2))   // Query<{ name: string; posts: number }>
 * insert(users).values({ name: "Ada", email: null })                     // Query<never>
 * insert(users).values([{ name: "Ada" }]).returning({ id: users.id })    // Query<{ id: number }>
 * update(users).set({ name: "Ada" }).where(eq(users.id, 7))
 * remove(users).where(inList(users.id, select({ id: posts.userId }).from(posts)))
 * sql`select ${users.id} from ${users} where ${users.name} = ${name}`    // raw text only so: columns are quoted, values are bound
 *
 * select(users).where(eq(users.id, 7)).compile("postgresql");
 * // { text: 'select "id", "name", "email" from "users" where "id" = $1', values: [7], … }
 * ```
 *
 * A query is immutable: each step returns another one. **Values are always bound**, identifiers always come from a table's
 * definition and are quoted; there is no way to put a string into the text but the `sql` tag, which binds what is put into it.
 */
export interface Query<Row> {
  /** Text and values for one dialect. Pure: the same query gives the same text. @throws UnsupportedSql if the dialect cannot express it. */
  compile(dialect: DialectName): CompiledQuery;
  /** Never there: carries the type of the rows. */
  readonly "~row"?: Row;
}

/** MariaDB and MySQL share most of what is written, and differ in what they can (`returning`). */
export type DialectName = "sqlite" | "postgresql" | "mariadb" | "mysql";

/** A value that a driver takes as it is. */
export type SqlValue = string | number | bigint | boolean | null | Date | Uint8Array;

export interface CompiledQuery {
  /** With the dialect's own placeholders: `$1` (postgresql), `?` (all others). */
  readonly text: string;
  /** One for each placeholder, in order. */
  readonly values: readonly SqlValue[];
  /**
   * True if the statement gives rows (select, returning): a driver must know it before it runs it.
   */
  readonly returnsRows: boolean;
  /** The names of the tables that the statement writes to, for caches; empty for a select. Null for raw text, which may write anywhere. */
  readonly writes: readonly string[] | null;
  /** The names of the tables that a select of the builder reads; undefined where they are not known (raw text), and for a read that locks. */
  readonly reads?: readonly string[] | undefined;
  /** How several reads of this text, with other values, become one statement; undefined where they cannot. */
  readonly sharing?: Sharing | undefined;
  /** How values of a column come from the driver's to the row's type, where they differ (sqlite's 0 and 1 for a boolean); undefined where none does. */
  readonly decode?: Readonly<Record<string, (value: unknown) => unknown>> | undefined;
}

/** A read that answers for many: it takes an array for each placeholder of the single one, and its rows say which of them they answer. */
export interface Sharing {
  /** Written at first use. Its first result column is the place of the values in the arrays, from 1, its second the place among the rows of those values; then come the single one's. */
  readonly text: string;
}

/** The rows' type of a query; never for a statement that gives none. */
export type RowOf<Q> = Q extends { readonly "~row"?: infer Row } ? Exclude<Row, undefined> : never;
