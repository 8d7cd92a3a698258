import type { QueryTables } from "./query-cache.js";

/**
 * When each table was written last, on a clock that only writes move, and of which tables that is in doubt. Of tables that were written longest ago the
 * stamp is forgotten: they, and those that were never written, count as written when the last of the forgotten was.
 */
export class TableStamps {
  readonly #most: number;
  #now = 0;
  /** The stamp of every table that has none below. */
  #floor = 0;
  /** The oldest first. */
  readonly #written = new Map<string, number>();
  /** How many writes to a table are not known to be over; none is noted as no entry. */
  readonly #doubts = new Map<string, number>();
  #doubtsOfAll = 0;

  /** @param most of how many tables the stamp is remembered */
  constructor(most: number) {
    this.#most = most;
  }

  /** Counts the writes that are over. */
  get now(): number {
    return this.#now;
  }

  /** True if no write to any of the tables ended since the stamp, and none is in doubt. O(tables). */
  unchanged(tables: QueryTables, since: number): boolean {
    if (this.#doubtsOfAll > 0) return false;
    if (tables === "all") return this.#now === since && this.#doubts.size === 0;
    for (const table of tables)
      if (this.#doubts.has(table) || (this.#written.get(table) ?? this.#floor) > since) return false;
    return true;
  }

  /** A write begins: the tables are in doubt until `settle` is called with them. O(tables). */
  doubt(tables: QueryTables): void {
    if (tables === "all") this.#doubtsOfAll++;
    else for (const table of tables) this.#doubts.set(table, (this.#doubts.get(table) ?? 0) + 1);
  }

  /** A write is over, applied or not: the tables have a new stamp. O(tables). */
  settle(tables: QueryTables): void {
    this.#now++;
    if (tables === "all") {
      this.#doubtsOfAll--;
      this.#floor = this.#now;
      this.#written.clear();
      return;
    }
    for (const table of tables) {
      const others = (this.#doubts.get(table) ?? 0) - 1;
      if (others > 0) this.#doubts.set(table, others);
      else this.#doubts.delete(table);
      this.#written.delete(table);
      this.#written.set(table, this.#now);
    }
    this.#forget();
  }

  #forget(): void {
    for (const [table, stamp] of this.#written) {
      if (this.#written.size <= this.#most) return;
      this.#written.delete(table);
      this.#floor = stamp;
    }
  }
}
