import type { Client, QueryResult } from "pg";
import { QueryFailed } from "../errors/query-failed.js";
import { TransactionNotCommitted } from "../errors/transaction-not-committed.js";
import type { CompiledQuery } from "../sql/query.js";
import type { Connection } from "./connection.js";
import type { RunResult, TransactionOptions } from "./database.js";
import type { StatementNames } from "./statement-names.js";

const counted = new Set(["INSERT", "UPDATE", "DELETE", "MERGE"]);

/** A connection by `pg`. Each text is prepared once by the server under a name. */
export class PostgresConnection implements Connection {
  readonly dialect = "postgresql";
  #broken = false;
  readonly #client: Client;
  readonly #names: StatementNames;

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
    const { command, rowCount } = await this.#query(query);
    return { changes: counted.has(command) ? (rowCount ?? 0) : 0 };
  }

  async begin({ isolation, readOnly }: TransactionOptions): Promise<void> {
    const level = isolation === undefined ? "" : ` isolation level ${isolation}`;
    await this.#simple(`begin${level}${readOnly === true ? " read only" : ""}`);
  }

  async commit(): Promise<void> {
    // After a failed statement PostgreSQL answers COMMIT with ROLLBACK, and no error.
    if ((await this.#simple("commit")).command !== "COMMIT") throw new TransactionNotCommitted();
  }

  async rollback(): Promise<void> {
    await this.#simple("rollback");
  }

  async execute(text: string): Promise<void> {
    await this.#simple(text);
  }

  async close(): Promise<void> {
    await this.#client.end();
  }

  async #query({ text, values }: CompiledQuery): Promise<QueryResult> {
    try {
      const name = this.#names.of(text);
      return await this.#client.query(
        name === undefined ? { text, values: values as unknown[] } : { name, text, values: values as unknown[] },
      );
    } catch (error) {
      throw new QueryFailed(text, this.dialect, error);
    }
  }

  async #simple(text: string): Promise<QueryResult> {
    try {
      return await this.#client.query(text);
    } catch (error) {
      throw new QueryFailed(text, this.dialect, error);
    }
  }
}
