import type {
  QueryCache,
  QueryCacheStatistics,
  QueryHit,
  QueryMiss,
  QueryTables,
  QueryTransaction,
  QueryTransactionOptions,
  UntilKnown,
} from "./query-cache.js";
import type { QueryEntries, QueryReader } from "./query-entries.js";
import { QueryFlights } from "./query-flights.js";
import { checkTables, copyTables } from "./table-lists.js";
import { TableTransaction } from "./table-transaction.js";

/** A query cache that knows of each table when it was written last. */
export class TableQueryCache<Value> implements QueryCache<Value> {
  readonly #entries: QueryEntries<Value>;
  readonly #flights: QueryFlights<Value>;

  constructor(entries: QueryEntries<Value>) {
    this.#entries = entries;
    this.#flights = new QueryFlights(entries.stamps);
  }

  get statistics(): QueryCacheStatistics {
    const { hits, misses, bypasses, refusedFills, stamps } = this.#entries;
    return { hits, misses, bypasses, refusedFills, invalidations: stamps.now };
  }

  read(fingerprint: string, tables: QueryTables): QueryHit<Value> | QueryMiss<Value> {
    checkTables(tables);
    const reader: QueryReader = { since: this.#entries.stamps.now, mayHit: true, answered: () => true };
    return this.#entries.read(fingerprint, tables, reader);
  }

  async cached(fingerprint: string, tables: QueryTables, query: () => Promise<Value>): Promise<Value> {
    const read = this.read(fingerprint, tables);
    return read.kind === "hit" ? read.value : this.#flights.join(fingerprint, tables, read.fill, query);
  }

  async write<Result>(tables: QueryTables, send: () => Promise<Result>, untilKnown?: UntilKnown): Promise<Result> {
    checkTables(tables);
    return this.#entries.write(copyTables(tables), send, untilKnown);
  }

  begin({ isolation }: QueryTransactionOptions): QueryTransaction<Value> {
    return new TableTransaction(this.#entries, isolation);
  }
}
