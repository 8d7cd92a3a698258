import type { Cache } from "./cache.js";
import type { QueryFill, QueryHit, QueryMiss, QueryTables, UntilKnown } from "./query-cache.js";
import { copyTables, sameTables } from "./table-lists.js";
import type { TableStamps } from "./table-stamps.js";

/** A result, with the stamp since which its tables must not have changed. */
export interface QueryEntry<Value> {
  readonly value: Value;
  readonly tables: QueryTables;
  readonly since: number;
}

/** Who reads. */
export interface QueryReader {
  /** The stamp of the moment from which on the reader may see what others have committed: an entry must agree with it, and so must a fill. */
  readonly since: number;
  readonly mayHit: boolean;
  /** The database has answered, of these tables, what is now put. False if there may be something in it that only the reader sees. */
  answered(tables: QueryTables): boolean;
}

/** The results, and what reads and writes of any kind do to them. */
export class QueryEntries<Value> {
  readonly stamps: TableStamps;
  readonly #entries: Cache<string, QueryEntry<Value>>;
  hits = 0;
  misses = 0;
  bypasses = 0;
  refusedFills = 0;

  constructor(entries: Cache<string, QueryEntry<Value>>, stamps: TableStamps) {
    this.#entries = entries;
    this.stamps = stamps;
  }

  read(fingerprint: string, tables: QueryTables, reader: QueryReader): QueryHit<Value> | QueryMiss<Value> {
    const entry = reader.mayHit ? this.#current(fingerprint, tables) : undefined;
    if (entry !== undefined && this.stamps.unchanged(tables, reader.since)) {
      this.hits++;
      return { kind: "hit", value: entry.value };
    }
    this.misses++;
    return { kind: "miss", fill: this.#fill(fingerprint, copyTables(tables), reader) };
  }

  /** Sends a write; the tables are in doubt while it is not known to be over. */
  async write<Result>(tables: QueryTables, send: () => Promise<Result>, untilKnown?: UntilKnown): Promise<Result> {
    this.stamps.doubt(tables);
    try {
      const result = await send();
      this.stamps.settle(tables);
      return result;
    } catch (error) {
      if (untilKnown === undefined) this.stamps.settle(tables);
      else void this.#settleWhenKnown(tables, untilKnown, error);
      throw error;
    }
  }

  /** The entry, if it is what the database would answer now; one that never will be again goes. */
  #current(fingerprint: string, tables: QueryTables): QueryEntry<Value> | undefined {
    const entry = this.#entries.get(fingerprint);
    if (entry === undefined || !sameTables(entry.tables, tables)) return undefined;
    if (this.stamps.unchanged(entry.tables, entry.since)) return entry;
    this.#entries.delete(fingerprint);
    return undefined;
  }

  #fill(fingerprint: string, tables: QueryTables, reader: QueryReader): QueryFill<Value> {
    return {
      put: (value) => {
        if (reader.answered(tables) && this.stamps.unchanged(tables, reader.since)) {
          this.#entries.set(fingerprint, { value, tables, since: reader.since });
          return true;
        }
        this.refusedFills++;
        return false;
      },
    };
  }

  async #settleWhenKnown(tables: QueryTables, untilKnown: UntilKnown, error: unknown): Promise<void> {
    try {
      await untilKnown(error);
      this.stamps.settle(tables);
    } catch {
      // Nobody will ever know whether it is applied: the tables stay in doubt, and the caller has the first error.
    }
  }
}
