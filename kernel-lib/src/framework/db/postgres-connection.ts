import type { Client, FieldDef, QueryArrayConfig, QueryResult } from "pg";
import { QueryFailed } from "../errors/query-failed.js";
import { TransactionNotCommitted } from "../errors/transaction-not-committed.js";
import type { CompiledQuery, Sharing, SqlValue } from "../sql/query.js";
import type { Ask, BatchAnswer, Connection } from "./connection.js";
import type { RunResult, TransactionOptions } from "./database.js";
import { isolationOf } from "./isolation-levels.js";
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
  /** What begins a transaction that has no statement yet. */
  #begin: readonly string[] = [];
  readonly #ask: Ask;

  /**
   * @param client Perhaps not connected yet.
   * @param ask runs a statement on another connection, of the same user
   */
  constructor(client: Client, names: StatementNames, ask: Ask) {
    this.#ask = ask;
    this.#client = client;
    this.#names = names;
    const breaks = () => {
      this.#broken = true;
    };
    // Both come too for a connection that breaks while nobody uses it; the next statement on it is told.
    client.on("error", breaks);
    client.on("end", breaks);
  }

  get broken(): boolean {
    return this.#broken;
  }

  async all(query: CompiledQuery): Promise<unknown[]> {
    return (await this.#query(query)).rows;
  }

  /** By a cursor, in a transaction of its own. */
  async *stream(query: CompiledQuery, size: number): AsyncGenerator<unknown[], void, undefined> {
    this.begin({});
    try {
      await this.#query({ ...query, text: `declare covet_stream no scroll cursor for ${query.text}` });
      for (;;) {
        const { rows } = await this.#query({ ...fetching, text: `fetch ${size} from covet_stream` });
        if (rows.length > 0) yield rows;
        if (rows.length < size) return;
      }
    } finally {
      if (!this.#broken) await this.rollback();
    }
  }

  async together({ text }: Sharing, sets: readonly (readonly SqlValue[])[]): Promise<unknown[][]> {
    const arrays = (sets[0] ?? []).map((_, place) => sets.map((values) => values[place]));
    const name = this.#names.of(text);
    const sent = this.#client.query({
      ...(name === undefined ? {} : { name }),
      ...{ text, values: arrays, rowMode: "array" },
    } as QueryArrayConfig);
    try {
      const { rows, fields } = await sent;
      return rowsBySet(rows as [number, number, ...unknown[]][], fields, sets.length);
    } catch (error) {
      throw this.#failed(text, error, arrays);
    }
  }

  async first(query: CompiledQuery): Promise<unknown> {
    return (await this.#query(query)).rows[0];
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
      (
        this.#client as unknown as { readonly connection: { readonly stream: Destroyable } }
      ).connection.stream.destroy();
    }
  }

  async execute(text: string): Promise<void> {
    await this.#execute(text);
  }

  async batch(queries: readonly CompiledQuery[], transaction: TransactionOptions | null): Promise<BatchAnswer[]> {
    if (transaction !== null) this.begin(transaction);
    const begun = this.#sendBegin();
    const sent = queries.map((query): Sent => ({ text: query.text, values: query.values, answer: this.#send(query) }));
    const ended = transaction === null ? [] : [{ text: "commit", answer: this.#client.query("commit") }];
    // All are on their way: none may be left without anyone who hears of it.
    const answers = await this.#answersOf([...begun, ...sent, ...ended]);
    if (transaction !== null) checkCommitted(answers.at(-1));
    return answers.slice(begun.length, begun.length + sent.length).map((answer) => ({
      rows: answer.rows,
      changes: changesOf(answer),
    }));
  }

  mayRetry(error: unknown): boolean {
    return error instanceof QueryFailed && retried.has(String(error.data.engineCode));
  }

  async close(): Promise<void> {
    await this.#client.end();
  }

  /** Sends a statement, and what must come before it, without waiting in between. */
  async #query(query: CompiledQuery): Promise<QueryResult> {
    if (this.#begin.length === 0)
      try {
        return await this.#send(query);
      } catch (error) {
        throw this.#failed(query.text, error, query.values);
      }
    const begun = this.#sendBegin();
    const answers = await this.#answersOf([
      ...begun,
      { text: query.text, values: query.values, answer: this.#send(query) },
    ]);
    return answers.at(-1) as QueryResult;
  }

  async #execute(text: string): Promise<QueryResult> {
    const begun = this.#sendBegin();
    const answers = await this.#answersOf([...begun, { text, answer: this.#client.query(text) }]);
    return answers.at(-1) as QueryResult;
  }

  #sendBegin(): readonly Sent[] {
    const texts = this.#begin;
    if (texts.length > 0) this.#begin = [];
    return texts.map((text) => ({ text, answer: this.#client.query(text) }));
  }

  #send({ text, values }: CompiledQuery): Promise<QueryResult> {
    const name = this.#names.of(text);
    return this.#client.query(
      name === undefined ? { text, values: values as unknown[] } : { name, text, values: values as unknown[] },
    );
  }

  #failed(text: string, cause: unknown, values: readonly SqlValue[] | readonly unknown[] = []): QueryFailed {
    // Waits until the server's process of this connection is gone, which ends what it was doing.
    const { processID } = this.#client as unknown as { readonly processID: number };
    const settled = () => this.#ask(`select pg_terminate_backend(${processID}, 600000)`);
    return new QueryFailed(text, this.dialect, cause, values, settled);
  }

  /** Waits for all; the first that failed is the reason of those after it. @throws QueryFailed */
  async #answersOf(sent: readonly Sent[]): Promise<QueryResult[]> {
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

interface Destroyable {
  destroy(): void;
}

/** A statement on its way. */
interface Sent {
  readonly text: string;
  readonly values?: readonly SqlValue[];
  readonly answer: Promise<QueryResult>;
}

/** Rows of a shared statement, each to those of its set, in the order that it had there. O(rows), where they come in order. */
function rowsBySet(
  rows: readonly [number, number, ...unknown[]][],
  fields: readonly FieldDef[],
  count: number,
): unknown[][] {
  const names = fields.slice(2).map(({ name }) => name);
  const sets = Array.from({ length: count }, (): unknown[] => []);
  for (const [asker, place, ...values] of rows) {
    const row: Record<string, unknown> = {};
    for (const [column, name] of names.entries()) row[name] = values[column];
    const set = sets[asker - 1];
    if (set !== undefined) set[place - 1] = row;
  }
  return sets;
}

/** Serialization failure, and deadlock. */
const retried = new Set(["40001", "40P01"]);

const changesOf = ({ command, rowCount }: QueryResult): number => (counted.has(command) ? (rowCount ?? 0) : 0);

/** After a failed statement PostgreSQL answers COMMIT with ROLLBACK, and no error. @throws TransactionNotCommitted */
function checkCommitted(answer: QueryResult | undefined): void {
  if (answer?.command !== "COMMIT") throw new TransactionNotCommitted();
}
