import type { QueryFill, QueryTables } from "./query-cache.js";
import { copyTables, sameTables } from "./table-lists.js";
import type { TableStamps } from "./table-stamps.js";

interface Flight<Value> {
  readonly tables: QueryTables;
  readonly since: number;
  readonly result: Promise<Value>;
}

/** Queries that run: one a fingerprint, for all that ask while nothing happens to its tables. */
export class QueryFlights<Value> {
  readonly #stamps: TableStamps;
  readonly #running = new Map<string, Flight<Value>>();

  constructor(stamps: TableStamps) {
    this.#stamps = stamps;
  }

  /**
   * The result of the query that runs, if whoever asks now may have it; else of one begun now, which is offered to `fill`. Rejects as it does, also where it
   * throws at once.
   */
  join(fingerprint: string, tables: QueryTables, fill: QueryFill<Value>, query: () => Promise<Value>): Promise<Value> {
    const running = this.#running.get(fingerprint);
    if (running !== undefined && sameTables(running.tables, tables) && this.#stamps.unchanged(tables, running.since))
      return running.result;
    const since = this.#stamps.now;
    const started = (async () => query())();
    const result = started
      .then((value) => {
        fill.put(value);
        return value;
      })
      .finally(() => {
        // Another one may have taken its place, which began after a write.
        if (this.#running.get(fingerprint) === flight) this.#running.delete(fingerprint);
      });
    const flight = { tables: copyTables(tables), since, result };
    this.#running.set(fingerprint, flight);
    return result;
  }
}
