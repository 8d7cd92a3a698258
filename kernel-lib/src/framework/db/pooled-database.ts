import { DatabaseClosed } from "../errors/database-closed.js";
import type { CompiledQuery, DialectName, Query } from "../sql/query.js";
import type { Connection, MaybePromise } from "./connection.js";
import { runTransaction } from "./connection-transaction.js";
import type { Database, RunResult, Transaction, TransactionOptions } from "./database.js";
import { decodeFirst, decodeRows } from "./decode-rows.js";
import type { Pool } from "./pool.js";

/** A database over a pool of connections: each query takes one, a transaction keeps one for itself. */
export class PooledDatabase implements Database {
  readonly dialect: DialectName;
  readonly #pool: Pool<Connection>;
  /** The pool's one connection, where the engine lies in this process and answers at once. */
  readonly #direct: Connection | null;
  #lent = 0;
  #closed = false;

  constructor(dialect: DialectName, pool: Pool<Connection>, direct: Connection | null) {
    this.dialect = dialect;
    this.#pool = pool;
    this.#direct = direct;
  }

  async all<Row>(query: Query<Row>): Promise<Row[]> {
    const compiled = this.#compile(query);
    const direct = this.#free();
    const rows = direct === null ? await this.#use((connection) => connection.all(compiled)) : direct.all(compiled);
    return decodeRows(compiled, rows as unknown[]);
  }

  async first<Row>(query: Query<Row>): Promise<Row | undefined> {
    const compiled = this.#compile(query);
    const direct = this.#free();
    const row = direct === null ? await this.#use((connection) => connection.first(compiled)) : direct.first(compiled);
    return decodeFirst(compiled, row);
  }

  async run(query: Query<unknown>): Promise<RunResult> {
    const compiled = this.#compile(query);
    const direct = this.#free();
    return direct === null ? this.#use((connection) => connection.run(compiled)) : direct.run(compiled);
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    this.#checkOpen();
    return this.#use((connection, lose) => runTransaction(connection, work, options, lose));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#pool.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * The direct connection if nobody has it: a query on it then needs no place in the queue (0.3 µs), as it is done before anyone else
   * comes. While a transaction has it, others wait in the pool's queue.
   */
  #free(): Connection | null {
    return this.#lent === 0 ? this.#direct : null;
  }

  async #use<T>(work: (connection: Connection, lose: () => void) => MaybePromise<T>): Promise<T> {
    this.#lent++;
    try {
      const connection = await this.#acquire();
      let lost = false;
      try {
        return await work(connection, () => {
          lost = true;
        });
      } finally {
        this.#pool.release(connection, { broken: lost });
      }
    } finally {
      this.#lent--;
    }
  }

  /** One that works as far as it knows: a connection can break while it lies idle. */
  async #acquire(): Promise<Connection> {
    for (;;) {
      const connection = await this.#pool.acquire();
      if (!connection.broken) return connection;
      this.#pool.release(connection, { broken: true });
    }
  }

  #compile(query: Query<unknown>): CompiledQuery {
    this.#checkOpen();
    return query.compile(this.dialect);
  }

  #checkOpen(): void {
    if (this.#closed) throw new DatabaseClosed();
  }
}
