import type { CompiledQuery, DialectName, Sharing, SqlValue } from "../sql/query.js";
import type { RunResult, TransactionOptions } from "./database.js";

/** One connection to an engine, what a pool lends. Its statements run in the order in which they were given. An engine in this process answers at once. */
export interface Connection {
  readonly dialect: DialectName;
  /** True once it cannot be used any more. */
  readonly broken: boolean;
  /** All rows, as the driver gives them. @throws QueryFailed */
  all(query: CompiledQuery): MaybePromise<unknown[]>;
  /** The rows for each of these sets of values, in one statement; absent where the engine has none such. @throws QueryFailed */
  together?(sharing: Sharing, sets: readonly (readonly SqlValue[])[]): Promise<unknown[][]>;
  /** The rows of a read, at most so many at a time; the next ones are fetched when they are asked for. Nothing else may be asked meanwhile. @throws QueryFailed */
  stream(query: CompiledQuery, size: number): AsyncIterable<unknown[]>;
  /** The first row. @throws QueryFailed */
  first(query: CompiledQuery): MaybePromise<unknown>;
  /** @throws QueryFailed */
  run(query: CompiledQuery): MaybePromise<RunResult>;
  /** May wait until the first statement, and be sent with it. @throws UnsupportedIsolation, QueryFailed */
  begin(options: TransactionOptions): MaybePromise<void>;
  /** @throws TransactionNotCommitted where the engine rolled back instead; QueryFailed */
  commit(): MaybePromise<void>;
  rollback(): MaybePromise<void>;
  /**
   * All of them, in this order, in as few round trips as the engine needs; in a transaction of their own where there are options, which is over then, whatever comes.
   * @throws QueryFailed of the first that failed; TransactionNotCommitted
   */
  batch(queries: readonly CompiledQuery[], transaction: TransactionOptions | null): MaybePromise<BatchAnswer[]>;
  /** Whether the transaction in which this came may be tried again: it met another one. */
  mayRetry(error: unknown): boolean;
  /** Changes of the schema are part of a transaction; where not, each is committed by itself, and what came before it. */
  readonly undoesSchemaChanges: boolean;
  /** Waits until no other connection has this lock, and takes it until `unlock` or the connection's end: for migrations. Absent where a transaction that writes is alone anyway. */
  lock?(): Promise<void>;
  unlock?(): Promise<void>;
  /** Asks the engine to end what runs here now; fulfilled once it cannot hit a later statement. A connection that cannot be asked about is broken then. Absent where nothing waits. */
  cancel?(): Promise<void>;
  /** A statement without values and rows: for savepoints. @throws QueryFailed */
  execute(text: string): MaybePromise<void>;
  close(): MaybePromise<void>;
}

/** What one statement of a batch gave. */
export interface BatchAnswer {
  readonly rows: unknown[];
  readonly changes: number;
}

export type MaybePromise<T> = T | Promise<T>;

/** Runs a statement on a connection of its own. */
export type Ask = (text: string) => Promise<unknown>;
