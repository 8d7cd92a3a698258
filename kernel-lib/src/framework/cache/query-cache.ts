import type { CachePolicy } from "./cache.js";

/**
 * THE CONTRACT OF A QUERY CACHE: results of queries, each kept until a table that it read is written. It sees nothing by itself: whoever talks to
 * the database tells it of every read and every write, before it is sent.
 *
 * ```ts
 * const results = createQueryCache<Row[]>({ capacity: 10_000 });
 * const rows = await results.cached("select * from users where id = 7", ["users"], () => db.all(query));
 * await results.write(["users"], () => db.run(update));                        // an autocommit write: no hit on users until it is known, then none of before
 *
 * const tx = results.begin({ isolation: "read-committed" });
 * tx.write(["users"]);                                                         // before the statement is sent
 * tx.read("select * from users where id = 7", ["users"]);                      // { kind: "bypass" }: only the database knows its own writes
 * const read = tx.read("select * from posts", ["posts"]);                      // { kind: "hit", value } or
 * if (read.kind === "miss") read.fill.put(await connection.all(posts));        // { kind: "miss", fill }
 * await tx.commit(() => connection.commit());                                  // others see the write from here on; with tx.rollback() nobody would
 * ```
 *
 * What it promises, if every write passes through it and reads go to the database that is written: a hit is what the database would answer at that
 * moment, in a transaction what it would answer there; a transaction sees its own writes; what was rolled back is never given to anybody.
 *
 * Not to be asked here: a read that locks rows (FOR UPDATE), or whose answer changes without a write (now(), random(), a sequence). Tables that a
 * statement reaches through a view, a trigger or a cascade are its tables too. Values are shared by all that read them: nobody may change them.
 */
export interface QueryCache<Value> {
  /** A read outside of transactions; to be called before the query is sent. O(tables). @throws InvalidTables */
  read(fingerprint: string, tables: QueryTables): QueryHit<Value> | QueryMiss<Value>;
  /**
   * `read`, or what `query` fulfils with, offered to the cache. While one such query runs, others wait for it, but nobody who asks after a write to its
   * tables has begun; each of those that ask while a write is in doubt runs its own. Rejects as `query` does. @throws InvalidTables
   */
  cached(fingerprint: string, tables: QueryTables, query: () => Promise<Value>): Promise<Value>;
  /**
   * A write outside of transactions. From now until `send` settles the tables are in doubt: others may see the new rows or not, so nothing is served of
   * them and nothing put. Then what was known of them is invalid, also where `send` rejected: it may have been applied. Settles as `send` does.
   * @param untilKnown see `QueryTransaction.commit`. @throws InvalidTables
   */
  write<Result>(tables: QueryTables, send: () => Promise<Result>, untilKnown?: UntilKnown): Promise<Result>;
  /** A transaction; to be called before the database begins it. It holds nothing here: it may be dropped instead of rolled back. */
  begin(options: QueryTransactionOptions): QueryTransaction<Value>;
  readonly statistics: QueryCacheStatistics;
}

/**
 * The tables of a query: one or more names, compared as they are; "all" where they are not known. A fingerprint comes with the same tables each time,
 * in the same order: with others it is another query.
 */
export type QueryTables = readonly string[] | "all";

export interface QueryHit<Value> {
  readonly kind: "hit";
  readonly value: Value;
}

/** The query is to be sent, and its result offered. */
export interface QueryMiss<Value> {
  readonly kind: "miss";
  readonly fill: QueryFill<Value>;
}

/** The query is to be sent, and its result is for this transaction alone. */
export interface QueryBypass {
  readonly kind: "bypass";
}

export interface QueryFill<Value> {
  /** Offers what the database answered. False, and nothing is put, if a table of it was written or put in doubt since the read began. O(tables). */
  put(value: Value): boolean;
}

/**
 * Waits, after a `send` that rejected with this error, until the database can no longer apply what was sent; until it fulfils, the tables stay in doubt. If it
 * rejects, they do for good. It is not waited for by the caller.
 */
export type UntilKnown = (error: unknown) => Promise<unknown>;

export interface QueryTransactionOptions {
  /**
   * "read-committed": each statement sees what was committed before it. "snapshot": all see what was committed before the first one (PostgreSQL's repeatable
   * read, SQLite). "serializable": likewise, and never a hit: PostgreSQL finds conflicts by what it was asked, and would not know of a hit.
   */
  readonly isolation: "read-committed" | "snapshot" | "serializable";
}

/** A transaction of one client. After `commit` or `rollback` every call throws TransactionOver; a fill may still be put. */
export interface QueryTransaction<Value> {
  /**
   * A bypass if the transaction wrote one of the tables. Otherwise as outside; with "snapshot" a hit only if none of them was written or put in doubt since
   * the transaction began, and not before the database has answered one of its statements: there is no snapshot to agree with until then. O(tables).
   * @throws InvalidTables, TransactionOver
   */
  read(fingerprint: string, tables: QueryTables): QueryHit<Value> | QueryMiss<Value> | QueryBypass;
  /**
   * A statement that writes these tables is about to be sent. A savepoint that is rolled back takes nothing of this back.
   * @throws InvalidTables, TransactionOver
   */
  write(tables: QueryTables): void;
  /** The database has answered a statement, so the snapshot exists. The `put` of a fill says so too; without either a "snapshot" has no hits. @throws TransactionOver */
  snapshotTaken(): void;
  /**
   * Commits with `send`, and settles as it does. The written tables are in doubt from now until it settles, and what was known of them is invalid then, either way.
   * @param untilKnown what ends the doubt where `send` rejected. To be given where that can happen before the outcome is certain, as when a connection is
   * lost or a timeout is the client's: the database may apply the commit later. Where absent the rejection itself ends it. @throws TransactionOver
   */
  commit<Result>(send: () => Promise<Result>, untilKnown?: UntilKnown): Promise<Result>;
  /** Publishes nothing. @throws TransactionOver */
  rollback(): void;
}

/** Counts since the cache was made. */
export interface QueryCacheStatistics {
  readonly hits: number;
  /** Also each `cached` that waited for another one's query. */
  readonly misses: number;
  readonly bypasses: number;
  /** Results that came too late to be kept. */
  readonly refusedFills: number;
  /** Writes and commits that have made what was known of their tables invalid, however many tables. */
  readonly invalidations: number;
}

export interface QueryCacheOptions {
  /** A whole number of results, 1 or more. */
  readonly capacity: number;
  /** "lru" where absent. */
  readonly policy?: CachePolicy | undefined;
}
