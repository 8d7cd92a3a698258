import type { QueryCache, QueryTables, QueryTransaction, QueryTransactionOptions } from "../cache/query-cache.js";
import { QueryFailed } from "../errors/query-failed.js";
import type { CompiledQuery, DialectName, Query } from "../sql/query.js";
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
import type { MigrateOptions, Migration, MigrationStep } from "./migration.js";

/**
 * A database whose writes, commits and rollbacks are told to a query cache, before they are sent; and whose reads are served from it where they ask for that. What a read gives then is
 * frozen, as others get the same.
 */
export class CachingDatabase implements Database {
  readonly #inner: Database;
  readonly #cache: QueryCache<unknown[]>;

  constructor(inner: Database, cache: QueryCache<unknown[]>) {
    this.#inner = inner;
    this.#cache = cache;
  }

  get dialect(): DialectName {
    return this.#inner.dialect;
  }

  async all<Row>(query: Query<Row>, options: ReadOptions = {}): Promise<Row[]> {
    const compiled = query.compile(this.dialect);
    if (writesAny(compiled)) return this.#write(compiled, () => this.#inner.all(query, options));
    const tables = cachedTables(compiled, options);
    if (tables === null) return this.#inner.all(query, options);
    const { cached: _, ...rest } = options;
    return (await this.#cache.cached(fingerprintOf(compiled), tables, async () =>
      frozen(await this.#inner.all(query, rest)),
    )) as Row[];
  }

  async first<Row>(query: Query<Row>, options: ReadOptions = {}): Promise<Row | undefined> {
    if (options.cached === true) return (await this.all(query, options))[0];
    const compiled = query.compile(this.dialect);
    if (writesAny(compiled)) return this.#write(compiled, () => this.#inner.first(query, options));
    return this.#inner.first(query, options);
  }

  async run(query: Query<unknown>, options: QueryOptions = {}): Promise<RunResult> {
    const compiled = query.compile(this.dialect);
    return writesAny(compiled)
      ? this.#write(compiled, () => this.#inner.run(query, options))
      : this.#inner.run(query, options);
  }

  async batch<const Queries extends readonly Query<unknown>[]>(queries: Queries): Promise<BatchRows<Queries>> {
    const tables = joined(queries.map((query) => query.compile(this.dialect)));
    const send = () => this.#inner.batch(queries);
    return tables === null ? send() : this.#cache.write(tables, send, untilKnown);
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    let known: PromiseWithResolvers<void> | undefined;
    const isolation = isolationIn(this.dialect, options);
    try {
      const result = await this.#inner.transaction(async (tx) => {
        // Tried again: the commit before this one was refused, and is over.
        known?.resolve();
        known = undefined;
        const told = this.#cache.begin({ isolation });
        let value: T;
        try {
          value = await work(new CachingTransaction(tx, told));
        } catch (error) {
          told.rollback();
          throw error;
        }
        // From now on the commit may be on its way; what it settles to is known where the inner transaction ends.
        known = Promise.withResolvers();
        const { promise } = known;
        told.commit(() => promise, untilKnown).catch(() => {});
        return value;
      }, options);
      known?.resolve();
      return result;
    } catch (error) {
      known?.reject(error);
      throw error;
    }
  }

  /** Raw text may write, for as long as it is read. */
  async *stream<Row>(query: Query<Row>, options?: StreamOptions): AsyncGenerator<Row, void, undefined> {
    if (!writesAny(query.compile(this.dialect))) {
      yield* this.#inner.stream(query, options);
      return;
    }
    const over = Promise.withResolvers<void>();
    const told = this.#cache.write("all", () => over.promise);
    try {
      yield* this.#inner.stream(query, options);
    } finally {
      over.resolve();
      await told;
    }
  }

  migrate(migrations: readonly Migration[], options?: MigrateOptions): Promise<MigrationStep[]> {
    return this.#cache.write("all", () => this.#inner.migrate(migrations, options), untilKnown);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #write<T>(compiled: CompiledQuery, send: () => Promise<T>): Promise<T> {
    return this.#cache.write(compiled.writes ?? "all", send, untilKnown);
  }
}

class CachingTransaction implements Transaction {
  readonly #inner: Transaction;
  readonly #told: QueryTransaction<unknown[]>;

  constructor(inner: Transaction, told: QueryTransaction<unknown[]>) {
    this.#inner = inner;
    this.#told = told;
  }

  get dialect(): DialectName {
    return this.#inner.dialect;
  }

  async all<Row>(query: Query<Row>, options: ReadOptions = {}): Promise<Row[]> {
    const compiled = query.compile(this.dialect);
    this.#tell(compiled);
    const tables = writesAny(compiled) ? null : cachedTables(compiled, options);
    const { cached: _, ...rest } = options;
    const send = () => this.#answered(this.#inner.all(query, rest));
    if (tables === null) return send();
    const read = this.#told.read(fingerprintOf(compiled), tables);
    if (read.kind === "hit") return read.value as Row[];
    const rows = frozen(await send());
    if (read.kind === "miss") read.fill.put(rows);
    return rows;
  }

  async first<Row>(query: Query<Row>, options: ReadOptions = {}): Promise<Row | undefined> {
    if (options.cached === true) return (await this.all(query, options))[0];
    this.#tell(query.compile(this.dialect));
    return this.#answered(this.#inner.first(query, options));
  }

  async run(query: Query<unknown>, options: QueryOptions = {}): Promise<RunResult> {
    this.#tell(query.compile(this.dialect));
    return this.#answered(this.#inner.run(query, options));
  }

  async batch<const Queries extends readonly Query<unknown>[]>(queries: Queries): Promise<BatchRows<Queries>> {
    for (const query of queries) this.#tell(query.compile(this.dialect));
    return this.#answered(this.#inner.batch(queries));
  }

  /** A savepoint that is rolled back takes nothing back of what was told. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#inner.transaction((tx) => work(new CachingTransaction(tx, this.#told)));
  }

  #tell(compiled: CompiledQuery): void {
    if (writesAny(compiled)) this.#told.write(compiled.writes ?? "all");
  }

  async #answered<T>(answer: Promise<T>): Promise<T> {
    const value = await answer;
    this.#told.snapshotTaken();
    return value;
  }
}

/** Raw text may write. Text that gives rows and is known to write nothing has an empty list. */
const writesAny = ({ writes }: CompiledQuery): boolean => writes === null || writes.length > 0;

/** The tables of a read that may be served from the cache; null where it may not. */
function cachedTables({ reads }: CompiledQuery, { cached = false, signal }: ReadOptions): QueryTables | null {
  return cached && signal === undefined && reads !== undefined && reads.length > 0 ? reads : null;
}

function joined(queries: readonly CompiledQuery[]): QueryTables | null {
  const tables = new Set<string>();
  for (const { writes } of queries) {
    if (writes === null) return "all";
    for (const table of writes) tables.add(table);
  }
  return tables.size === 0 ? null : [...tables];
}

/** Text and values: what has the same is the same query. */
const fingerprintOf = ({ text, values }: CompiledQuery): string =>
  `${text}\n${JSON.stringify(values, (_, value) => (typeof value === "bigint" ? `${value}n` : value))}`;

const frozen = <Row>(rows: Row[]): Row[] => {
  for (const row of rows) deepFreeze(row);
  return Object.freeze(rows) as Row[];
};

/** Rows hold plain values, JSON, dates and bytes; what is inside of the last two cannot be frozen. */
function deepFreeze(value: unknown): void {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
}

/** How the level looks to a cache. What a server does by itself is its settings' matter: what holds of a snapshot holds of read committed too. */
function isolationIn(dialect: DialectName, { isolation }: TransactionOptions): QueryTransactionOptions["isolation"] {
  if (dialect === "sqlite" || isolation === undefined || isolation === "repeatable read") return "snapshot";
  return isolation === "read committed" ? "read-committed" : "serializable";
}

/** Where a connection was lost, what was sent may yet be applied. */
async function untilKnown(error: unknown): Promise<void> {
  if (error instanceof QueryFailed) await error.settled?.();
}
