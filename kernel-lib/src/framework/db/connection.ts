import type { CompiledQuery, DialectName } from "../sql/query.js";
import type { RunResult, TransactionOptions } from "./database.js";

/** One connection to an engine, what a pool lends. Its statements run in the order in which they were given. An engine in this process answers at once. */
export interface Connection {
  readonly dialect: DialectName;
  /** True once it cannot be used any more. */
  readonly broken: boolean;
  /** All rows, as the driver gives them. @throws QueryFailed */
  all(query: CompiledQuery): MaybePromise<unknown[]>;
  /** The first row. @throws QueryFailed */
  first(query: CompiledQuery): MaybePromise<unknown>;
  /** @throws QueryFailed */
  run(query: CompiledQuery): MaybePromise<RunResult>;
  /** @throws UnsupportedIsolation, QueryFailed */
  begin(options: TransactionOptions): MaybePromise<void>;
  /** @throws TransactionNotCommitted where the engine rolled back instead; QueryFailed */
  commit(): MaybePromise<void>;
  rollback(): MaybePromise<void>;
  /** A statement without values and rows: for savepoints. @throws QueryFailed */
  execute(text: string): MaybePromise<void>;
  close(): MaybePromise<void>;
}

export type MaybePromise<T> = T | Promise<T>;
