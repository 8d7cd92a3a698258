import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseClosed } from "../errors/database-closed.js";
import { DatabaseInTransaction } from "../errors/database-in-transaction.js";
import { InvalidDatabaseOption } from "../errors/invalid-database-option.js";
import type { CompiledQuery, DialectName, Query } from "../sql/query.js";
import type { Connection, MaybePromise } from "./connection.js";
import { runTransaction } from "./connection-transaction.js";
import type { BatchRows, Database, RunResult, Transaction, TransactionOptions } from "./database.js";
import { decodeBatch, decodeFirst, decodeRows } from "./decode-rows.js";
import type { Pool } from "./pool.js";

/** Times in all that a transaction is tried where nothing else is said. */
const TIMES = 4;
/** Before the second time; it doubles each time, and is shorter by chance, so that two that met do not meet again. Milliseconds. */
const FIRST_PAUSE = 10;

/** @throws InvalidDatabaseOption */
function timesOf(retry: TransactionOptions["retry"]): number {
  if (retry === undefined || retry === false) return 1;
  if (retry === true) return TIMES;
  if (Number.isSafeInteger(retry) && retry >= 1) return retry;
  throw new InvalidDatabaseOption("retry", "true, false, or a whole number of at least 1", retry);
}

/** Waits, by chance between half of the time and all of it. Injected, so that a test can do without. */
export type Pause = (milliseconds: number) => Promise<void>;
const pause: Pause = (milliseconds) => sleep(milliseconds * (0.5 + Math.random() / 2));

/** The databases in whose transactions a function runs, the innermost first. */
interface Inside {
  readonly database: PooledDatabase;
  readonly around: Inside | undefined;
  /** What a transaction's function started may go on after it. */
  over: boolean;
}
const inside = new AsyncLocalStorage<Inside>();

/** A database over a pool of connections: each query takes one, a transaction keeps one for itself. */
export class PooledDatabase implements Database {
  readonly dialect: DialectName;
  readonly #pool: Pool<Connection>;
  /** The pool's one connection, where the engine lies in this process and answers at once. */
  readonly #direct: Connection | null;
  #lent = 0;
  #closed = false;

  readonly #pauseFor: Pause;

  constructor(dialect: DialectName, pool: Pool<Connection>, direct: Connection | null, pauseFor = pause) {
    this.dialect = dialect;
    this.#pauseFor = pauseFor;
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

  async batch<const Queries extends readonly Query<unknown>[]>(queries: Queries): Promise<BatchRows<Queries>> {
    const compiled = queries.map((query) => this.#compile(query));
    const direct = this.#free();
    const answers =
      direct === null
        ? await this.#use((connection) => connection.batch(compiled, {}))
        : await direct.batch(compiled, {});
    return decodeBatch(compiled, answers) as BatchRows<Queries>;
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    this.#checkOpen();
    const times = timesOf(options.retry);
    const around = inside.getStore();
    const within = async (tx: Transaction) => {
      const own: Inside = { database: this, around, over: false };
      try {
        return await inside.run(own, () => work(tx));
      } finally {
        own.over = true;
      }
    };
    for (let time = 1; ; time++) {
      let again = false;
      try {
        return await this.#use(async (connection, lose) => {
          try {
            return await runTransaction(connection, within, options, lose);
          } catch (error) {
            again = connection.mayRetry(error);
            throw error;
          }
        });
      } catch (error) {
        if (!again || time >= times) throw error;
      }
      await this.#pauseFor(FIRST_PAUSE * 2 ** (time - 1));
    }
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
    for (let at = inside.getStore(); at !== undefined; at = at.around)
      if (at.database === this && !at.over) throw new DatabaseInTransaction();
  }
}
