import { setTimeout as sleep } from "node:timers/promises";
import type { Connection as Driver, ResultSetHeader, RowDataPacket, TypedParameter } from "mysql2";
import { QueryFailed } from "../errors/query-failed.js";
import { TransactionNotCommitted } from "../errors/transaction-not-committed.js";
import { UnsupportedSql } from "../errors/unsupported-sql.js";
import type { CompiledQuery, SqlValue } from "../sql/query.js";
import type { Ask, BatchAnswer, Connection } from "./connection.js";
import type { RunResult, TransactionOptions } from "./database.js";
import { isolationOf } from "./isolation-levels.js";
import { timeLimitsOf } from "./time-limits.js";

type Answer = ResultSetHeader | RowDataPacket[];

/** The engine met another transaction. After a deadlock it has undone all; after a lock that was not got, the statement or all, as it is set. */
const met: ReadonlySet<unknown> = new Set(["ER_LOCK_DEADLOCK", "ER_LOCK_WAIT_TIMEOUT", "ER_CHECKREAD"]);

/** Statements that commit what came before them, from the manuals' lists. Temporary tables do not. */
const committing =
  /^\s*(?:(?:create|drop)\s+(?!temporary\b)|(?:alter|rename|truncate|grant|revoke|lock|unlock|analyze|optimize|repair|flush|install|uninstall|begin|start)\b)/i;

/** The driver gives numbers that only MariaDB has the names of others that MySQL has under them. */
const mariadbCodes: Readonly<Record<number, string>> = {
  1927: "ER_CONNECTION_KILLED",
  1969: "ER_STATEMENT_TIMEOUT",
  4025: "ER_CONSTRAINT_FAILED",
};

/** Between two looks whether a thread is gone; milliseconds. */
const pollEvery = 20;

/** A query with another one inside. */
const nested = /\bselect\b[\s\S]*?\bselect\b/i;

const counted = /^\s*(?:insert|update|delete|replace)\b/i;

/** A connection to MariaDB or MySQL by `mysql2`. Every statement is prepared; the driver keeps the last 500 texts prepared, those of MariaDB with a query inside another not. */
export class MysqlConnection implements Connection {
  readonly dialect: "mariadb" | "mysql";
  readonly undoesSchemaChanges = false;
  readonly #driver: Driver;
  readonly #types: TypedParameter;
  #broken = false;
  #begun = false;
  /** The engine has undone the transaction, or may have: what follows would be committed one by one. */
  #undone = false;
  /** What sets the time limits of the transaction back. */
  #limits: string | null = null;
  readonly #ask: Ask;

  /**
   * @param driver Connected, and its session set
   * @param types mysql2's `TypedParameter`
   * @param ask runs a statement on another connection, of the same user
   */
  constructor(dialect: "mariadb" | "mysql", driver: Driver, types: TypedParameter, ask: Ask) {
    this.#ask = ask;
    this.dialect = dialect;
    this.#driver = driver;
    this.#types = types;
    const breaks = () => {
      this.#broken = true;
    };
    driver.on("error", breaks);
    driver.on("end", breaks);
  }

  get broken(): boolean {
    return this.#broken;
  }

  async all(query: CompiledQuery): Promise<unknown[]> {
    return rowsOf(await this.#query(query));
  }

  /** The server sends all; what is not read yet waits in the socket. Who leaves before the end loses the connection, on which the rest would still come. */
  async *stream({ text, values }: CompiledQuery, size: number): AsyncGenerator<unknown[], void, undefined> {
    this.#forgetNested(text);
    const command = this.#driver.execute({ sql: text, values: this.#parameters(values) });
    const rows = command.stream({ highWaterMark: size });
    let whole = false;
    try {
      let chunk: unknown[] = [];
      for await (const row of rows) {
        chunk.push(row);
        if (chunk.length < size) continue;
        yield chunk;
        chunk = [];
      }
      whole = true;
      if (chunk.length > 0) yield chunk;
    } catch (error) {
      whole = true;
      throw this.#failed(text, error, values);
    } finally {
      if (!whole) {
        this.#broken = true;
        this.#driver.destroy();
      }
    }
  }

  async first(query: CompiledQuery): Promise<unknown> {
    return rowsOf(await this.#query(query))[0];
  }

  async run(query: CompiledQuery): Promise<RunResult> {
    return { changes: changesOf(query, await this.#query(query)) };
  }

  async begin(options: TransactionOptions): Promise<void> {
    const isolation = isolationOf(this.dialect, options);
    const { statementTimeout, lockTimeout } = timeLimitsOf(
      options,
      this.dialect === "mariadb" ? ["statementTimeout", "lockTimeout"] : ["lockTimeout"],
    );
    const limits = [
      ...(statementTimeout === undefined ? [] : [`max_statement_time = ${statementTimeout / 1_000}`]),
      ...(lockTimeout === undefined ? [] : [`innodb_lock_wait_timeout = ${Math.ceil(lockTimeout / 1_000)}`]),
    ];
    if (limits.length > 0) {
      await this.execute(`set session ${limits.join(", ")}`);
      this.#limits = limits.map((limit) => limit.replace(/=.*/, "= default")).join(", ");
    }
    if (isolation !== undefined) await this.execute(`set transaction isolation level ${isolation}`);
    await this.execute(`start transaction${options.readOnly === true ? " read only" : ""}`);
    this.#begun = true;
  }

  async commit(): Promise<void> {
    await this.execute("commit");
    await this.#end();
  }

  async rollback(): Promise<void> {
    this.#undone = false;
    await this.execute("rollback");
    await this.#end();
  }

  /** The session's limits are those of the server again. */
  async #end(): Promise<void> {
    this.#begun = false;
    const limits = this.#limits;
    this.#limits = null;
    if (limits !== null) await this.execute(`set session ${limits}`);
  }

  /** Locks by name are the server's: the database's name is part of it. */
  lock(): Promise<void> {
    return this.execute("do get_lock(concat('covet ', database()), 1e8)");
  }

  unlock(): Promise<void> {
    return this.execute("do release_lock(concat('covet ', database()))");
  }

  /** By another connection: this one waits for its answer. A request that comes late finds no statement to end. */
  async cancel(): Promise<void> {
    try {
      await this.#ask(`kill query ${this.#driver.threadId}`);
    } catch {
      // Nobody can be asked to end the statement: the server does so once the connection is gone.
      this.#broken = true;
      this.#driver.destroy();
    }
  }

  async batch(queries: readonly CompiledQuery[], transaction: TransactionOptions | null): Promise<BatchAnswer[]> {
    if (transaction !== null) await this.begin(transaction);
    try {
      const answers: BatchAnswer[] = [];
      for (const query of queries) {
        const answer = await this.#query(query);
        answers.push({ rows: rowsOf(answer), changes: changesOf(query, answer) });
      }
      if (transaction !== null) await this.commit();
      return answers;
    } catch (error) {
      if (transaction !== null && !this.#broken) await this.rollback();
      throw error;
    }
  }

  mayRetry(error: unknown): boolean {
    return error instanceof QueryFailed && met.has(error.data.engineCode);
  }

  execute(text: string): Promise<void> {
    this.#checkNotUndone();
    return new Promise((resolve, reject) => {
      this.#driver.query(text, (error) => (error === null ? resolve() : reject(this.#failed(text, error))));
    });
  }

  close(): Promise<void> {
    if (this.#broken) {
      this.#driver.destroy();
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#driver.end((error) => {
        // Broken while nobody looked: there is nothing to say goodbye to.
        if (error != null) this.#driver.destroy();
        resolve();
      });
    });
  }

  async #query({ text, values }: CompiledQuery): Promise<Answer> {
    this.#checkNotUndone();
    if (this.#begun && committing.test(text))
      throw new UnsupportedSql(
        this.dialect,
        "a change of the schema in a transaction, which it would commit",
        "Run it outside of the transaction.",
      );
    this.#forgetNested(text);
    return new Promise<Answer>((resolve, reject) => {
      this.#driver.execute<Answer>({ sql: text, values: this.#parameters(values) }, (error, answer) =>
        error === null ? resolve(answer) : reject(this.#failed(text, error, values)),
      );
    });
  }

  /**
   * MariaDB (10.11 here) loses what an inner query means of the outer one when a prepared statement is executed again: "unknown column" of one that is there, or other
   * rows (its MDEV-30073 and MDEV-35673). Such a text is prepared anew each time, at the cost of a round trip.
   */
  #forgetNested(text: string): void {
    if (this.dialect === "mariadb" && nested.test(text)) this.#driver.unprepare(text);
  }

  /** Whole numbers as such: the driver sends numbers as doubles, which no `limit` takes. */
  #parameters(values: readonly SqlValue[]): unknown[] {
    return values.map((value) => {
      if (typeof value === "bigint" || Number.isSafeInteger(value)) return this.#types.BIGINT(value as number | bigint);
      if (value instanceof Uint8Array && !Buffer.isBuffer(value))
        return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      return value;
    });
  }

  /** Waits until the server's thread of this connection is gone, which ends what it was doing. */
  async #gone(threadId: number): Promise<void> {
    for (;;)
      try {
        await this.#ask(`kill ${threadId}`);
        await sleep(pollEvery);
      } catch (error) {
        if ((error as { readonly code?: unknown }).code === "ER_NO_SUCH_THREAD") return;
        throw error;
      }
  }

  #checkNotUndone(): void {
    if (this.#undone) throw new TransactionNotCommitted();
  }

  #failed(text: string, cause: unknown, values: readonly SqlValue[] = []): QueryFailed {
    const { errno } = cause as { readonly errno?: number };
    const own = this.dialect === "mariadb" && errno !== undefined ? mariadbCodes[errno] : undefined;
    if (own !== undefined) Object.assign(cause as object, { code: own });
    const { threadId } = this.#driver;
    const failed = new QueryFailed(text, this.dialect, cause, values, () => this.#gone(threadId));
    if (this.#begun && this.mayRetry(failed)) this.#undone = true;
    return failed;
  }
}

const rowsOf = (answer: Answer): RowDataPacket[] => (Array.isArray(answer) ? answer : []);

function changesOf({ text }: CompiledQuery, answer: Answer): number {
  if (!counted.test(text)) return 0;
  return Array.isArray(answer) ? answer.length : answer.affectedRows;
}
