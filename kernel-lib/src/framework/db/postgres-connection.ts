import type { Duplex } from "node:stream";
import type { Client } from "pg";
import { QueryFailed } from "../errors/query-failed.js";
import { TransactionNotCommitted } from "../errors/transaction-not-committed.js";
import type { CompiledQuery, Sharing, SqlValue } from "../sql/query.js";
import type { Ask, BatchAnswer, Connection } from "./connection.js";
import type { RunResult, TransactionOptions } from "./database.js";
import { isolationOf } from "./isolation-levels.js";
import type { ParserOf } from "./postgres-columns.js";
import { PostgresRun } from "./postgres-run.js";
import { PostgresStatement } from "./postgres-statement.js";
import { rowsBySet } from "./rows-by-set.js";
import type { StatementNames } from "./statement-names.js";
import { timeLimitsOf } from "./time-limits.js";

/** "covet" as bytes: advisory locks have numbers. */
const migrationLock = 0x636f766574;

const fetching: Omit<CompiledQuery, "text"> = { values: [], returnsRows: true, writes: [] };

const counted = new Set(["INSERT", "UPDATE", "DELETE", "MERGE"]);

/** A connection by `pg`. Each text is prepared once by the server under a name. */
export class PostgresConnection implements Connection {
  readonly dialect = "postgresql";
  readonly undoesSchemaChanges = true;
  #broken = false;
  readonly #client: Client;
  readonly #names: StatementNames;
  readonly #parserOf: ParserOf;
  /** By their texts: those that have a name. */
  readonly #statements = new Map<string, PostgresStatement>();
  /** What begins a transaction that has no statement yet. */
  #begin: readonly string[] = [];
  /** Of names for texts that were prepared more than once. */
  #anew = 0;
  readonly #ask: Ask;

  /**
   * @param client Perhaps not connected yet; in pg's pipeline mode.
   * @param ask runs a statement on another connection, of the same user
   */
  constructor(client: Client, names: StatementNames, parserOf: ParserOf, ask: Ask) {
    this.#ask = ask;
    this.#client = client;
    this.#names = names;
    this.#parserOf = parserOf;
    const breaks = () => {
      this.#broken = true;
    };
    // Both come too for a connection that breaks while nobody uses it; the next statement on it is told.
    client.on("error", breaks);
    client.on("end", breaks);
  }

  get broken(): boolean {
    // Where pg gave up on a statement (`query_timeout`), the socket is destroyed before any event tells it.
    return this.#broken || this.#wire.stream.destroyed;
  }

  async all(query: CompiledQuery): Promise<unknown[]> {
    return (await this.#query(query)).found;
  }

  /** By a cursor, in a transaction of its own. */
  async *stream(query: CompiledQuery, size: number): AsyncGenerator<unknown[], void, undefined> {
    this.begin({});
    try {
      await this.#query({ ...query, text: `declare covet_stream no scroll cursor for ${query.text}` });
      for (;;) {
        const { found } = await this.#query({ ...fetching, text: `fetch ${size} from covet_stream` });
        if (found.length > 0) yield found;
        if (found.length < size) return;
      }
    } finally {
      if (!this.#broken) await this.rollback();
    }
  }

  async together({ text }: Sharing, sets: readonly (readonly SqlValue[])[]): Promise<unknown[][]> {
    const arrays = (sets[0] ?? []).map((_, place) => sets.map((values) => values[place]));
    try {
      const { found, columns } = await this.#send(text, arrays, true);
      return rowsBySet(found as [number, number, ...unknown[]][], columns, sets.length);
    } catch (error) {
      throw this.#failed(text, error, arrays);
    }
  }

  async first(query: CompiledQuery): Promise<unknown> {
    return (await this.#query(query)).found[0];
  }

  async run(query: CompiledQuery): Promise<RunResult> {
    return { changes: changesOf(await this.#query(query)) };
  }

  /** Sent with the first statement: that saves a round trip, and a transaction without any costs none. */
  begin(options: TransactionOptions): void {
    const isolation = isolationOf(this.dialect, options);
    const level = isolation === undefined ? "" : ` isolation level ${isolation}`;
    const { statementTimeout, lockTimeout } = timeLimitsOf(options, ["statementTimeout", "lockTimeout"]);
    this.#begin = [
      `begin${level}${options.readOnly === true ? " read only" : ""}`,
      ...(statementTimeout === undefined ? [] : [`set local statement_timeout = ${statementTimeout}`]),
      ...(lockTimeout === undefined ? [] : [`set local lock_timeout = ${lockTimeout}`]),
    ];
  }

  async commit(): Promise<void> {
    if (this.#begin.length > 0) this.#begin = [];
    else checkCommitted(await this.#execute("commit"));
  }

  async rollback(): Promise<void> {
    if (this.#begin.length > 0) this.#begin = [];
    else await this.#execute("rollback");
  }

  async lock(): Promise<void> {
    await this.#execute(`select pg_advisory_lock(${migrationLock})`);
  }

  async unlock(): Promise<void> {
    await this.#execute(`select pg_advisory_unlock(${migrationLock})`);
  }

  /** By another connection: this one waits for its answer. A request that comes late finds the connection idle, which PostgreSQL then leaves alone. */
  async cancel(): Promise<void> {
    const { processID } = this.#client as unknown as { readonly processID: number };
    try {
      await this.#ask(`select pg_cancel_backend(${processID})`);
    } catch {
      // Nobody can be asked to end the statement: without its connection the server ends it by itself.
      this.#broken = true;
      this.#wire.stream.destroy();
    }
  }

  async execute(text: string): Promise<void> {
    await this.#execute(text);
  }

  async batch(queries: readonly CompiledQuery[], transaction: TransactionOptions | null): Promise<BatchAnswer[]> {
    if (transaction !== null) this.begin(transaction);
    const sent = this.#atOnce(() => [
      ...this.#sendBegin(),
      ...queries.map(({ text, values }): Sent => ({ text, values, answer: this.#send(text, values) })),
      ...(transaction === null ? [] : [this.#sendPlain("commit")]),
    ]);
    // All are on their way: none may be left without anyone who hears of it.
    const answers = await this.#answersOf(sent);
    if (transaction !== null) checkCommitted(answers.pop());
    return answers.slice(answers.length - queries.length).map((answer) => ({
      rows: answer.found,
      changes: changesOf(answer),
    }));
  }

  mayRetry(error: unknown): boolean {
    return error instanceof QueryFailed && (retried.has(String(error.data.engineCode)) || isOutdated(error.cause));
  }

  async close(): Promise<void> {
    await this.#client.end();
  }

  /** Sends a statement, and what must come before it, without waiting in between. */
  async #query({ text, values }: CompiledQuery): Promise<PostgresRun> {
    if (this.#begin.length > 0)
      return this.#lastOf(() => [...this.#sendBegin(), { text, values, answer: this.#send(text, values) }]);
    for (;;)
      try {
        return await this.#send(text, values);
      } catch (error) {
        // Outside of a transaction nothing was undone by that: it may be sent again.
        if (!isOutdated(error) || this.#client.getTransactionStatus() !== "I") throw this.#failed(text, error, values);
      }
  }

  #execute(text: string): Promise<PostgresRun> {
    return this.#lastOf(() => [...this.#sendBegin(), this.#sendPlain(text)]);
  }

  async #lastOf(send: () => Sent[]): Promise<PostgresRun> {
    const answers = await this.#answersOf(this.#atOnce(send));
    return answers.at(-1) as PostgresRun;
  }

  #sendBegin(): readonly Sent[] {
    const texts = this.#begin;
    if (texts.length > 0) this.#begin = [];
    return texts.map((text) => this.#sendPlain(text));
  }

  /** A text without values, not prepared. */
  #sendPlain(text: string): Sent {
    return { text, answer: this.#run(new PostgresStatement(text), undefined, false) };
  }

  #send(text: string, values: readonly unknown[], asLists = false): Promise<PostgresRun> {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      const name = this.#names.of(text);
      statement = new PostgresStatement(text, name);
      if (name !== undefined) this.#statements.set(text, statement);
    }
    return this.#run(statement, values, asLists);
  }

  #run(statement: PostgresStatement, values: readonly unknown[] | undefined, asLists: boolean): Promise<PostgresRun> {
    return new Promise((resolve, reject) => {
      const done = (run: PostgresRun, error: unknown) => {
        if (error === undefined) return resolve(run);
        // Whoever sent it, the next run of the text prepares it anew.
        if (isOutdated(error))
          this.#statements.set(statement.text, new PostgresStatement(statement.text, `covet_again_${this.#anew++}`));
        reject(error);
      };
      this.#client.query(new PostgresRun(statement, values, this.#parserOf, done, asLists));
    });
  }

  /** What is sent meanwhile goes to the server in one write. */
  #atOnce<Result>(send: () => Result): Result {
    const { stream } = this.#wire;
    stream.cork();
    try {
      return send();
    } finally {
      stream.uncork();
    }
  }

  get #wire(): Wire {
    return (this.#client as unknown as { readonly connection: Wire }).connection;
  }

  #failed(text: string, cause: unknown, values: readonly SqlValue[] | readonly unknown[] = []): QueryFailed {
    // Waits until the server's process of this connection is gone, which ends what it was doing.
    const { processID } = this.#client as unknown as { readonly processID: number };
    const settled = () => this.#ask(`select pg_terminate_backend(${processID}, 600000)`);
    return new QueryFailed(text, this.dialect, cause, values, settled);
  }

  /** Waits for all; the first that failed is the reason of those after it. @throws QueryFailed */
  async #answersOf(sent: readonly Sent[]): Promise<PostgresRun[]> {
    const [only] = sent;
    if (sent.length === 1 && only !== undefined)
      try {
        return [await only.answer];
      } catch (error) {
        throw this.#failed(only.text, error, only.values);
      }
    const settled = await Promise.allSettled(sent.map(({ answer }) => answer));
    return settled.map((each, place) => {
      if (each.status === "fulfilled") return each.value;
      const { text = "", values } = sent[place] ?? {};
      throw this.#failed(text, each.reason, values);
    });
  }
}

/** What pg has below a client. */
interface Wire {
  readonly stream: Duplex;
}

/** A statement on its way. */
interface Sent {
  readonly text: string;
  readonly values?: readonly SqlValue[];
  readonly answer: Promise<PostgresRun>;
}

/** Serialization failure, and deadlock. */
const retried = new Set(["40001", "40P01"]);

/** The schema was changed so that a prepared text would give other columns, and the server refuses it. */
const isOutdated = (error: unknown): boolean =>
  (error as { readonly routine?: unknown } | null | undefined)?.routine === "RevalidateCachedQuery";

const changesOf = ({ command, count }: PostgresRun): number => (counted.has(command) ? count : 0);

/** After a failed statement PostgreSQL answers COMMIT with ROLLBACK, and no error. @throws TransactionNotCommitted */
function checkCommitted(answer: PostgresRun | undefined): void {
  if (answer?.command !== "COMMIT") throw new TransactionNotCommitted();
}
