import type { Client, QueryResult } from "pg";
import { QueryFailed } from "../errors/query-failed.js";
import { TransactionNotCommitted } from "../errors/transaction-not-committed.js";
import type { CompiledQuery } from "../sql/query.js";
import type { BatchAnswer, Connection } from "./connection.js";
import type { RunResult, TransactionOptions } from "./database.js";
import type { StatementNames } from "./statement-names.js";

const counted = new Set(["INSERT", "UPDATE", "DELETE", "MERGE"]);

/** A connection by `pg`. Each text is prepared once by the server under a name. */
export class PostgresConnection implements Connection {
  readonly dialect = "postgresql";
  #broken = false;
  readonly #client: Client;
  readonly #names: StatementNames;
  /** A transaction that was begun and has no statement yet. */
  #begin: string | null = null;

  /** @param client Perhaps not connected yet. */
  constructor(client: Client, names: StatementNames) {
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

  async first(query: CompiledQuery): Promise<unknown> {
    return (await this.#query(query)).rows[0];
  }

  async run(query: CompiledQuery): Promise<RunResult> {
    return { changes: changesOf(await this.#query(query)) };
  }

  /** Sent with the first statement: that saves a round trip, and a transaction without any costs none. */
  begin({ isolation, readOnly }: TransactionOptions): void {
    const level = isolation === undefined ? "" : ` isolation level ${isolation}`;
    this.#begin = `begin${level}${readOnly === true ? " read only" : ""}`;
  }

  async commit(): Promise<void> {
    if (this.#begin !== null) this.#begin = null;
    else checkCommitted(await this.#execute("commit"));
  }

  async rollback(): Promise<void> {
    if (this.#begin !== null) this.#begin = null;
    else await this.#execute("rollback");
  }

  async execute(text: string): Promise<void> {
    await this.#execute(text);
  }

  async batch(queries: readonly CompiledQuery[], transaction: TransactionOptions | null): Promise<BatchAnswer[]> {
    if (transaction !== null) this.begin(transaction);
    const begun = this.#sendBegin();
    const sent = queries.map((query): Sent => ({ text: query.text, answer: this.#send(query) }));
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
    const begun = this.#sendBegin();
    const answers = await this.#answersOf([...begun, { text: query.text, answer: this.#send(query) }]);
    return answers.at(-1) as QueryResult;
  }

  async #execute(text: string): Promise<QueryResult> {
    const begun = this.#sendBegin();
    const answers = await this.#answersOf([...begun, { text, answer: this.#client.query(text) }]);
    return answers.at(-1) as QueryResult;
  }

  #sendBegin(): readonly Sent[] {
    const text = this.#begin;
    if (text === null) return [];
    this.#begin = null;
    return [{ text, answer: this.#client.query(text) }];
  }

  #send({ text, values }: CompiledQuery): Promise<QueryResult> {
    const name = this.#names.of(text);
    return this.#client.query(
      name === undefined ? { text, values: values as unknown[] } : { name, text, values: values as unknown[] },
    );
  }

  /** Waits for all; the first that failed is the reason of those after it. @throws QueryFailed */
  async #answersOf(sent: readonly Sent[]): Promise<QueryResult[]> {
    const [only] = sent;
    if (sent.length === 1 && only !== undefined)
      try {
        return [await only.answer];
      } catch (error) {
        throw new QueryFailed(only.text, this.dialect, error);
      }
    const settled = await Promise.allSettled(sent.map(({ answer }) => answer));
    return settled.map((each, place) => {
      if (each.status === "fulfilled") return each.value;
      throw new QueryFailed(sent[place]?.text ?? "", this.dialect, each.reason);
    });
  }
}

/** A statement on its way. */
interface Sent {
  readonly text: string;
  readonly answer: Promise<QueryResult>;
}

/** Serialization failure, and deadlock. */
const retried = new Set(["40001", "40P01"]);

const changesOf = ({ command, rowCount }: QueryResult): number => (counted.has(command) ? (rowCount ?? 0) : 0);

/** After a failed statement PostgreSQL answers COMMIT with ROLLBACK, and no error. @throws TransactionNotCommitted */
function checkCommitted(answer: QueryResult | undefined): void {
  if (answer?.command !== "COMMIT") throw new TransactionNotCommitted();
}
