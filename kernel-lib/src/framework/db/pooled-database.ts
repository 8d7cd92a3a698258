import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseClosed } from "../errors/database-closed.js";
import { DatabaseInTransaction } from "../errors/database-in-transaction.js";
import { InvalidDatabaseOption } from "../errors/invalid-database-option.js";
import { InvalidQuery } from "../errors/invalid-query.js";
import type { CompiledQuery, DialectName, Query, Sharing, SqlValue } from "../sql/query.js";
import { cancellable } from "./cancellable.js";
import type { Connection, MaybePromise } from "./connection.js";
import { runTransaction } from "./connection-transaction.js";
import type {
  BatchRows,
  Database,
  QueryOptions,
  ReadOptions,
  RunResult,
  StreamOptions,
  Transaction,
  TransactionOptions,
} from "./database.js";
import { decodeBatch, decodeFirst, decodeRows } from "./decode-rows.js";
import type { MigrateOptions, Migration, MigrationStep } from "./migration.js";
import type { Pool } from "./pool.js";
import { runMigrations } from "./run-migrations.js";
import { SharedReads } from "./shared-reads.js";

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

/** Only texts of engines that can do this say how they are shared. */
function together(
  connection: Connection,
  sharing: Sharing,
  sets: readonly (readonly SqlValue[])[],
): Promise<unknown[][]> {
  if (connection.together === undefined) throw new TypeError(`${connection.dialect} shares no reads`);
  return connection.together(sharing, sets);
}

export interface PooledDatabaseOptions {
  readonly pauseFor?: Pause;
  /** Done once the last connection is closed; idempotent. */
  readonly afterwards?: () => Promise<void>;
}

const isBroken = { broken: true };

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
  readonly #afterwards: (() => Promise<void>) | undefined;
  readonly #sharedReads = new SharedReads({
    alone: (query) => this.#read(query),
    together: (sharing, sets) => this.#use((connection) => together(connection, sharing, sets)),
  });

  constructor(
    dialect: DialectName,
    pool: Pool<Connection>,
    direct: Connection | null,
    { pauseFor = pause, afterwards }: PooledDatabaseOptions = {},
  ) {
    this.#afterwards = afterwards;
    this.dialect = dialect;
    this.#pauseFor = pauseFor;
    this.#pool = pool;
    this.#direct = direct;
  }

  async all<Row>(query: Query<Row>, { shared = true, signal }: ReadOptions = {}): Promise<Row[]> {
    const compiled = this.#compile(query, signal);
    if (shared && signal === undefined && compiled.sharing !== undefined)
      return decodeRows(compiled, await this.#sharedReads.rows(compiled));
    const direct = this.#free();
    const rows =
      direct === null ? await this.#use((connection) => connection.all(compiled), signal) : direct.all(compiled);
    return decodeRows(compiled, rows as unknown[]);
  }

  async first<Row>(query: Query<Row>, { shared = true, signal }: ReadOptions = {}): Promise<Row | undefined> {
    const compiled = this.#compile(query, signal);
    if (shared && signal === undefined && compiled.sharing !== undefined)
      return decodeFirst(compiled, (await this.#sharedReads.rows(compiled))[0]);
    const direct = this.#free();
    const row =
      direct === null ? await this.#use((connection) => connection.first(compiled), signal) : direct.first(compiled);
    return decodeFirst(compiled, row);
  }

  async run(query: Query<unknown>, { signal }: QueryOptions = {}): Promise<RunResult> {
    const compiled = this.#compile(query, signal);
    const direct = this.#free();
    return direct === null ? this.#use((connection) => connection.run(compiled), signal) : direct.run(compiled);
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

  async *stream<Row>(
    query: Query<Row>,
    { size = 100, signal }: StreamOptions = {},
  ): AsyncGenerator<Row, void, undefined> {
    if (!(Number.isSafeInteger(size) && size >= 1))
      throw new InvalidDatabaseOption("size", "a whole number of at least 1", size);
    const compiled = this.#compile(query, signal);
    if (compiled.writes !== null && compiled.writes.length > 0)
      throw new InvalidQuery("a stream is of a statement that writes", "Run it by run or all.");
    this.#lent++;
    try {
      const connection = await this.#acquire(signal);
      try {
        const chunks = connection.stream(compiled, size)[Symbol.asyncIterator]();
        try {
          const next = () => chunks.next();
          for (;;) {
            const { done, value } = await (signal === undefined ? next() : cancellable(connection, signal, next));
            if (done === true) return;
            yield* decodeRows<Row>(compiled, value);
          }
        } finally {
          await chunks.return?.();
        }
      } finally {
        this.#pool.release(connection, { broken: connection.broken });
      }
    } finally {
      this.#lent--;
    }
  }

  async migrate(migrations: readonly Migration[], options: MigrateOptions = {}): Promise<MigrationStep[]> {
    this.#checkOpen();
    return this.#use((connection, lose) => runMigrations(connection, migrations, options, lose));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#sharedReads.send();
    await this.#pool.close();
    await this.#afterwards?.();
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

  /** As `#use` does, for the most frequent work: without a closure for each. */
  async #read(query: CompiledQuery): Promise<unknown[]> {
    this.#lent++;
    try {
      let connection = await this.#pool.acquire();
      if (connection.broken) connection = await this.#insteadOf(connection, undefined);
      try {
        return await connection.all(query);
      } finally {
        this.#pool.release(connection, connection.broken ? isBroken : undefined);
      }
    } finally {
      this.#lent--;
    }
  }

  async #use<T>(work: (connection: Connection, lose: () => void) => MaybePromise<T>, signal?: AbortSignal): Promise<T> {
    this.#lent++;
    try {
      const connection = await this.#acquire(signal);
      let lost = false;
      const lose = () => {
        lost = true;
      };
      try {
        return signal === undefined
          ? await work(connection, lose)
          : await cancellable(connection, signal, () => work(connection, lose));
      } finally {
        this.#pool.release(connection, { broken: lost || connection.broken });
      }
    } finally {
      this.#lent--;
    }
  }

  /** One that works as far as it knows: a connection can break while it lies idle. */
  async #acquire(signal: AbortSignal | undefined): Promise<Connection> {
    const connection = await this.#pool.acquire(signal === undefined ? undefined : { signal });
    return connection.broken ? this.#insteadOf(connection, signal) : connection;
  }

  #insteadOf(broken: Connection, signal: AbortSignal | undefined): Promise<Connection> {
    this.#pool.release(broken, isBroken);
    return this.#acquire(signal);
  }

  #compile(query: Query<unknown>, signal?: AbortSignal): CompiledQuery {
    this.#checkOpen();
    signal?.throwIfAborted();
    return query.compile(this.dialect);
  }

  #checkOpen(): void {
    if (this.#closed) throw new DatabaseClosed();
    for (let at = inside.getStore(); at !== undefined; at = at.around)
      if (at.database === this && !at.over) throw new DatabaseInTransaction();
  }
}
