import "./async-disposable.js";
import type { DialectName, Query, RowOf } from "../sql/query.js";
import type { MigrateOptions, Migration, MigrationStep } from "./migration.js";

/**
 * THE CONTRACT OF A DATABASE: runs queries, one by one or in a transaction, on SQLite, PostgreSQL, MariaDB or MySQL alike.
 *
 * ```ts
 * await using db = await connect("sqlite::memory:");            // or "sqlite:file.db", "postgresql://…"
 * const ada = await db.first(select(users).where(eq(users.id, 7)));   // row or undefined
 * const all = await db.all(select(users));
 * const { changes } = await db.run(update(users).set({ name: "Ada" }).where(eq(users.id, 7)));
 *
 * await db.transaction(async (tx) => {
 *   await tx.run(insert(users).values({ name: "Ada" }));
 *   await tx.transaction(async (inner) => { … });              // a savepoint: what it throws undoes only its own
 * });
 * ```
 */
export interface Database extends Queryable, AsyncDisposable {
  /**
   * Runs `work` in a transaction of its own connection: committed when `work` fulfils, rolled back when it throws, and what it threw is
   * thrown on. The transaction is over then: using `tx` later throws TransactionOver. What others ask of the database meanwhile is not part of it.
   * @throws TransactionNotCommitted if a statement failed in it, its error was caught, and the engine undid all; TransactionNotAwaited if `work` fulfilled while queries of it
   * were running; DatabaseInTransaction if it is called inside a transaction of this database (as all else of the database is); UnsupportedIsolation; QueryFailed.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /**
   * The rows of a read one after the other, on a connection of their own: the next ones are fetched when they are wanted, so that a result of any size takes the memory of some rows.
   * `for await (const row of db.stream(select(users))) …`; who leaves the loop gives the connection back.
   * @throws InvalidQuery for a query that writes; QueryFailed, also between two rows; InvalidDatabaseOption; the signal's reason
   */
  stream<Row>(query: Query<Row>, options?: StreamOptions): AsyncGenerator<Row, void, undefined>;
  /**
   * Applies, in their order, the migrations that this database does not have yet, or undoes some (see `MigrateOptions`). Two processes that migrate at once do so one after the other.
   * SQLite and PostgreSQL do it in one transaction; MariaDB and MySQL commit each change of the schema by itself.
   * @returns the steps that were taken, or would be
   * @throws MigrationRefused where what was applied is not the beginning of the list, unchanged; MigrationFailed
   */
  migrate(migrations: readonly Migration[], options?: MigrateOptions): Promise<MigrationStep[]>;
  /** Waits for what is running, then closes every connection; later calls throw DatabaseClosed. Idempotent. */
  close(): Promise<void>;
}

/** What a database and a transaction have in common. */
export interface Queryable {
  readonly dialect: DialectName;
  /** All rows. @throws QueryFailed with text, dialect and the driver's error as cause. */
  all<Row>(query: Query<Row>, options?: ReadOptions): Promise<Row[]>;
  /** The first row; undefined where there is none. */
  first<Row>(query: Query<Row>, options?: ReadOptions): Promise<Row | undefined>;
  /** Runs a statement whose rows do not matter. */
  run(query: Query<unknown>, options?: QueryOptions): Promise<RunResult>;
  /**
   * All of these, in this order, and the rows of each: PostgreSQL is sent all of them at once. Of a database they are one transaction; in a transaction they are part of it.
   * ```ts
   * const [, [ada]] = await db.batch([insert(users).values({ name: "Ada" }), select(users).where(eq(users.name, "Ada"))]);
   * ```
   * @throws QueryFailed of the first that failed: of a database, none of them counts then.
   */
  batch<const Queries extends readonly Query<unknown>[]>(queries: Queries): Promise<BatchRows<Queries>>;
}

/** How a statement is run. */
export interface QueryOptions {
  /**
   * Aborted before the end: the engine is asked to end the statement, and the signal's reason is thrown; in a transaction all of that is undone then, as after any error that is not
   * caught. SQLite answers before anybody can abort.
   */
  readonly signal?: AbortSignal;
}

/** How a read is run. */
export interface ReadOptions extends QueryOptions {
  /**
   * PostgreSQL, outside of transactions: reads that the builder wrote of one shape, asked for in one tick, are one statement, and so one round trip; each gets its own rows, and one
   * fails without the others. False, or a signal: this one is sent by itself. True where absent.
   */
  readonly shared?: boolean;
  /**
   * May be served from the query cache that the database was given (`ConnectOptions.cache`), and is put there: for reads of the builder whose tables are known. The rows are frozen then; dates and
   * bytes in them must be left as they are.
   * False where absent, and without a cache.
   */
  readonly cached?: boolean;
}

export interface StreamOptions extends QueryOptions {
  /** Rows that are fetched at a time, at least 1; 100 where absent. */
  readonly size?: number;
}

/** The rows of each query of a batch; none of a statement that gives none. */
export type BatchRows<Queries extends readonly Query<unknown>[]> = {
  -readonly [Place in keyof Queries]: RowOf<Queries[Place]>[];
};

export interface RunResult {
  /** Rows inserted, updated or deleted. */
  readonly changes: number;
}

export interface Transaction extends Queryable {
  /** A savepoint: rolled back alone if `work` throws, and what it threw is thrown on. While it runs, using the outer one throws TransactionInUse. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}

export interface TransactionOptions {
  /** Refused (UnsupportedIsolation) where the engine does not have it; the engine's own default where absent. */
  readonly isolation?: "read committed" | "repeatable read" | "serializable";
  readonly readOnly?: boolean;
  /**
   * A statement that takes longer is ended, and fails as "cancelled". Milliseconds, at least 1. PostgreSQL and MariaDB; refused (InvalidDatabaseOption) where the engine has no such
   * limit.
   */
  readonly statementTimeout?: number;
  /**
   * A statement that waits longer for another's lock fails as "locked". Milliseconds, at least 1; MariaDB and MySQL know whole seconds: it is rounded up. SQLite's is the database's
   * `busyTimeout`, and this is refused.
   */
  readonly lockTimeout?: number;
  /**
   * Tries again where the engine undid the transaction for another's sake (a serialization failure, a deadlock, a busy database), or found the schema changed since a text was prepared (PostgreSQL), after a pause that doubles: the function is
   * called anew and must not mind. True: four times in all; or a number of times in all.
   */
  readonly retry?: boolean | number;
}
