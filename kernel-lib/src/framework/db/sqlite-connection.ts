import type BetterSqlite3 from "better-sqlite3";
import { QueryFailed } from "../errors/query-failed.js";
import { TransactionNotCommitted } from "../errors/transaction-not-committed.js";
import { UnsupportedIsolation } from "../errors/unsupported-isolation.js";
import type { CompiledQuery, SqlValue } from "../sql/query.js";
import type { BatchAnswer, Connection } from "./connection.js";
import type { RunResult, TransactionOptions } from "./database.js";
import { timeLimitsOf } from "./time-limits.js";

type Statement = BetterSqlite3.Statement<SqlValue[]>;

/** Statements kept prepared for one connection; the one prepared first goes first. */
const mostStatements = 1_000;

/**
 * Set on every connection. A file is in WAL mode: readers do not wait for a writer, and a commit is safe from the end of the process, not from
 * a power cut (`synchronous = normal`), as SQLite's own documentation advises for WAL.
 */
const pragmas = ["journal_mode = wal", "synchronous = normal", "foreign_keys = on"];

/** Who has, and waits for, the lock of a file. */
const locks = new Map<string, Promise<void>>();

/** A connection by better-sqlite3, which answers at once. Prepared statements are kept by text. */
export class SqliteConnection implements Connection {
  readonly dialect = "sqlite";
  readonly undoesSchemaChanges = true;
  readonly broken = false;
  readonly #database: BetterSqlite3.Database;
  readonly #statements = new Map<string, Statement>();
  readonly #changes: BetterSqlite3.Statement<[], number>;
  #begun = false;
  #unlock: (() => void) | null = null;
  /** SQLite ended the transaction by itself (a full disk, `insert or rollback`): what follows would be committed one by one. */
  #undone = false;

  /** @param busyTimeout how long a statement waits for other connections' locks, milliseconds */
  constructor(database: BetterSqlite3.Database, busyTimeout = 5_000) {
    this.#database = database;
    database.pragma(`busy_timeout = ${busyTimeout}`);
    for (const pragma of pragmas) database.pragma(pragma);
    this.#changes = database.prepare<[], number>("select changes()").pluck();
  }

  all({ text, values }: CompiledQuery): unknown[] {
    this.#checkNotUndone();
    try {
      const statement = this.#prepare(text);
      if (statement.reader) return statement.all(...bindable(values));
      statement.run(...bindable(values));
      return [];
    } catch (error) {
      throw this.#failed(text, error, values);
    }
  }

  first(query: CompiledQuery): unknown {
    // A statement that writes must run to its end, which `get` does not do.
    if (query.writes?.length !== 0) return this.all(query)[0];
    this.#checkNotUndone();
    try {
      return this.#prepare(query.text).get(...bindable(query.values));
    } catch (error) {
      throw this.#failed(query.text, error, query.values);
    }
  }

  async *stream({ text, values }: CompiledQuery, size: number): AsyncGenerator<unknown[], void, undefined> {
    this.#checkNotUndone();
    try {
      // A statement of its own: one that is being read cannot be run by anybody else.
      const statement = this.#database.prepare<SqlValue[]>(text);
      if (!statement.reader) throw new TypeError("the statement gives no rows");
      let chunk: unknown[] = [];
      for (const row of statement.iterate(...bindable(values))) {
        chunk.push(row);
        if (chunk.length < size) continue;
        yield chunk;
        chunk = [];
      }
      if (chunk.length > 0) yield chunk;
    } catch (error) {
      throw this.#failed(text, error, values);
    }
  }

  run({ text, values }: CompiledQuery): RunResult {
    this.#checkNotUndone();
    try {
      const statement = this.#prepare(text);
      if (!statement.reader) return { changes: changesOf(statement, statement.run(...bindable(values))) };
      statement.all(...bindable(values));
      return { changes: statement.readonly ? 0 : (this.#changes.get() ?? 0) };
    } catch (error) {
      throw this.#failed(text, error, values);
    }
  }

  /** Connections of one process to one file: waiting for each other in the engine, they would stop the process that the other one needs. */
  async lock(): Promise<void> {
    const { name } = this.#database;
    const before = locks.get(name);
    const { promise, resolve } = Promise.withResolvers<void>();
    const held = Promise.resolve(before).then(() => promise);
    locks.set(name, held);
    this.#unlock = () => {
      if (locks.get(name) === held) locks.delete(name);
      resolve();
    };
    await before;
  }

  async unlock(): Promise<void> {
    this.#unlock?.();
    this.#unlock = null;
  }

  begin(options: TransactionOptions): void {
    const { isolation = "serializable", readOnly = false } = options;
    timeLimitsOf(options, []);
    if (isolation !== "serializable") throw new UnsupportedIsolation(this.dialect, isolation, ["serializable"]);
    if (readOnly) this.#database.pragma("query_only = on");
    // Immediate takes the write lock at once: a transaction that reads first could otherwise fail at its first write.
    this.execute(readOnly ? "begin" : "begin immediate");
    this.#begun = true;
  }

  commit(): void {
    this.execute("commit");
    this.#end();
  }

  rollback(): void {
    this.#undone = false;
    if (this.#database.inTransaction) this.execute("rollback");
    this.#end();
  }

  batch(queries: readonly CompiledQuery[], transaction: TransactionOptions | null): BatchAnswer[] {
    if (transaction !== null) this.begin(transaction);
    try {
      const answers = queries.map(
        (query): BatchAnswer =>
          query.returnsRows
            ? { rows: this.all(query), changes: this.#changesOf(query) }
            : { rows: [], ...this.run(query) },
      );
      if (transaction !== null) this.commit();
      return answers;
    } catch (error) {
      if (transaction !== null) this.rollback();
      throw error;
    }
  }

  mayRetry(error: unknown): boolean {
    return error instanceof QueryFailed && /^SQLITE_BUSY/.test(String(error.data.engineCode));
  }

  /** Of a statement that gave rows and was run to its end just now. */
  #changesOf({ text }: CompiledQuery): number {
    return this.#prepare(text).readonly ? 0 : (this.#changes.get() ?? 0);
  }

  execute(text: string): void {
    this.#checkNotUndone();
    try {
      this.#prepare(text).run();
    } catch (error) {
      throw this.#failed(text, error);
    }
  }

  close(): void {
    this.#database.close();
  }

  #end(): void {
    this.#begun = false;
    this.#database.pragma("query_only = off");
  }

  #checkNotUndone(): void {
    if (this.#undone) throw new TransactionNotCommitted();
  }

  #failed(text: string, cause: unknown, values: readonly SqlValue[] = []): QueryFailed {
    this.#undone = this.#begun && !this.#database.inTransaction;
    return new QueryFailed(text, this.dialect, cause, values);
  }

  #prepare(text: string): Statement {
    const known = this.#statements.get(text);
    if (known !== undefined) return known;
    const statement = this.#database.prepare<SqlValue[]>(text);
    if (this.#statements.size >= mostStatements)
      for (const oldest of this.#statements.keys()) {
        this.#statements.delete(oldest);
        break;
      }
    this.#statements.set(text, statement);
    return statement;
  }
}

/** SQLite counts the changes of the last insert, update or delete: a statement that makes a table repeats that count. */
const changesOf = (statement: Statement, { changes }: BetterSqlite3.RunResult): number =>
  /^\s*(insert|update|delete|replace|with)\b/i.test(statement.source) ? changes : 0;

/** better-sqlite3 takes bytes as Buffer only. */
const bindable = (values: readonly SqlValue[]): SqlValue[] => {
  for (const value of values)
    if (value instanceof Uint8Array && !Buffer.isBuffer(value))
      return values.map((each) =>
        each instanceof Uint8Array ? Buffer.from(each.buffer, each.byteOffset, each.byteLength) : each,
      );
  return values as SqlValue[];
};
