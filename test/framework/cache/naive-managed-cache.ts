import type { CacheDisposeReason, CacheEntryOptions } from "../../../kernel-lib/src/framework/cache/managed-cache.ts";

export type NaiveValue = number | null;

export interface NaiveOptions {
  readonly capacity: number;
  readonly maxWeight: number | undefined;
  readonly ttl: number | undefined;
  readonly sliding: boolean;
  readonly staleFor: number | undefined;
  readonly absentTtl: number | undefined;
}

/** What all of these tests weigh by. */
export const weightOf = (value: NaiveValue) => (value === null ? 1 : value % 10);

interface NaiveEntry {
  readonly key: number;
  readonly value: NaiveValue;
  readonly ttl: number | undefined;
  readonly sliding: boolean;
  readonly tags: readonly string[];
  expires: number | undefined;
  invalid: boolean;
}

/** What came of one call of `load`. */
export type Outcome = "waits" | { readonly value: NaiveValue } | { readonly error: unknown };

export interface NaiveFlight {
  readonly key: number;
  readonly options: CacheEntryOptions;
  readonly background: boolean;
  /** Places in `outcomes` of those that wait. */
  readonly waiting: Set<number>;
  /** Its result is not put. */
  forgotten: boolean;
  /** All have left it. */
  left: boolean;
  invalid: boolean;
  over: boolean;
}

/** An LRU cache with times, weights, tags and loads, as naively as it can be said: a list, the oldest first, and everything looked for. */
export class NaiveManagedCache {
  entries: NaiveEntry[] = [];
  now = 0;
  readonly disposed: (readonly [NaiveValue, number, CacheDisposeReason])[] = [];
  readonly outcomes: Outcome[] = [];
  /** In the order in which they began. */
  readonly flights: NaiveFlight[] = [];
  readonly refreshErrors: (readonly [unknown, number])[] = [];
  readonly counts = {
    hits: 0,
    misses: 0,
    evictions: 0,
    expirations: 0,
    invalidations: 0,
    staleHits: 0,
    loads: 0,
    loadErrors: 0,
  };
  readonly options: NaiveOptions;

  constructor(options: NaiveOptions) {
    this.options = options;
  }

  get weight(): number {
    if (this.options.maxWeight === undefined) return 0;
    return this.entries.reduce((sum, { value }) => sum + weightOf(value), 0);
  }

  standing(entry: NaiveEntry): "fresh" | "stale" | "expire" | "invalidate" {
    if (entry.invalid) return "invalidate";
    if (entry.expires === undefined || this.now < entry.expires) return "fresh";
    const mayBeStale = this.options.absentTtl === undefined || entry.value !== null;
    return mayBeStale && this.now < entry.expires + (this.options.staleFor ?? 0) ? "stale" : "expire";
  }

  fresh(): NaiveEntry[] {
    return this.entries.filter((entry) => this.standing(entry) === "fresh");
  }

  find(key: number): NaiveEntry | undefined {
    return this.entries.find((entry) => entry.key === key);
  }

  peek(key: number): NaiveValue | undefined {
    return this.fresh().find((entry) => entry.key === key)?.value;
  }

  /** What `get` and `load` have in common: the value, if it may be given. */
  meet(key: number, stale: boolean): { readonly value: NaiveValue; readonly stale: boolean } | undefined {
    const entry = this.find(key);
    const standing = entry === undefined ? "expire" : this.standing(entry);
    if (entry === undefined || standing === "expire" || standing === "invalidate") {
      this.counts.misses++;
      if (entry !== undefined) this.take(entry, standing as CacheDisposeReason);
      return undefined;
    }
    this.entries = [...this.entries.filter((each) => each !== entry), entry];
    if (standing === "stale") {
      this.counts[stale ? "staleHits" : "misses"]++;
      return stale ? { value: entry.value, stale: true } : undefined;
    }
    this.counts.hits++;
    if (entry.sliding && entry.ttl !== undefined) entry.expires = this.now + entry.ttl;
    return { value: entry.value, stale: false };
  }

  /** Removes and tells; an entry that was not fresh any more went for that reason. */
  take(entry: NaiveEntry, reason: CacheDisposeReason): void {
    this.entries = this.entries.filter((each) => each !== entry);
    const standing = this.standing(entry);
    const why = standing === "fresh" || reason === "evict" ? reason : standing === "stale" ? "expire" : standing;
    if (why === "evict") this.counts.evictions++;
    if (why === "expire") this.counts.expirations++;
    if (why === "invalidate") this.counts.invalidations++;
    this.disposed.push([entry.value, entry.key, why]);
  }

  put(key: number, value: NaiveValue, options: CacheEntryOptions, invalid: boolean): void {
    const old = this.find(key);
    if (old !== undefined) this.take(old, "replace");
    const { capacity, maxWeight = Number.POSITIVE_INFINITY } = this.options;
    if (weightOf(value) > maxWeight) {
      this.disposed.push([value, key, "too-heavy"]);
      return;
    }
    for (const entry of this.entries) {
      const room = this.weight + weightOf(value) <= maxWeight && this.entries.length < capacity;
      if (!room) this.take(entry, "evict");
    }
    const ttl = options.ttl ?? this.options.ttl;
    const [sliding, tags] = [options.sliding ?? this.options.sliding, options.tags ?? []];
    const expires = ttl === undefined ? undefined : this.now + ttl;
    this.entries.push({ key, value, ttl, sliding, tags, expires, invalid });
  }

  set(key: number, value: NaiveValue, options: CacheEntryOptions): void {
    this.forget(key);
    this.put(key, value, options, false);
  }

  forget(key: number): void {
    for (const flight of this.flights) if (flight.key === key) flight.forgotten = true;
  }

  delete(key: number): boolean {
    this.forget(key);
    const entry = this.find(key);
    const could = this.peek(key) !== undefined;
    if (entry !== undefined) this.take(entry, "delete");
    return could;
  }

  clear(): void {
    for (const flight of this.flights) flight.forgotten = true;
    for (const { key, value } of this.entries) this.disposed.push([value, key, "clear"]);
    this.entries = [];
  }

  purge(): number {
    const gone = this.entries.filter((entry) => !["fresh", "stale"].includes(this.standing(entry)));
    for (const entry of gone) this.take(entry, "delete");
    return gone.length;
  }

  invalidateTag(tag: string): void {
    for (const entry of this.entries) if (entry.tags.includes(tag)) entry.invalid = true;
    for (const flight of this.flights) if (flight.options.tags?.includes(tag)) flight.invalid = true;
  }

  load(key: number, options: CacheEntryOptions): void {
    const found = this.meet(key, true);
    this.outcomes.push(found === undefined ? "waits" : { value: found.value });
    if (found !== undefined && !found.stale) return;
    for (const flight of this.flights) if (flight.key === key && flight.invalid) flight.forgotten = true;
    let flight = this.flights.find((each) => each.key === key && !each.over && !each.forgotten);
    if (flight === undefined) {
      const background = found !== undefined;
      const fields = { forgotten: false, left: false, invalid: false, over: false };
      flight = { key, options, background, waiting: new Set(), ...fields };
      this.flights.push(flight);
      this.counts.loads++;
    }
    if (found === undefined) flight.waiting.add(this.outcomes.length - 1);
  }

  /** A caller of `load` leaves. */
  leave(place: number, reason: unknown): void {
    const flight = this.flights.find((each) => each.waiting.delete(place));
    if (flight === undefined) return;
    this.outcomes[place] = { error: reason };
    if (flight.waiting.size === 0) [flight.left, flight.forgotten] = [true, true];
  }

  /** A load ends. */
  end(flight: NaiveFlight, end: { readonly value: NaiveValue } | { readonly error: unknown }): void {
    flight.over = true;
    for (const place of flight.waiting) this.outcomes[place] = end;
    flight.waiting.clear();
    if ("error" in end) {
      if (flight.left) return;
      this.counts.loadErrors++;
      if (flight.background) this.refreshErrors.push([end.error, flight.key]);
    } else if (!flight.forgotten) {
      const absent = end.value === null && this.options.absentTtl !== undefined;
      const options = absent ? { ...flight.options, ttl: this.options.absentTtl, sliding: false } : flight.options;
      this.put(flight.key, end.value, options, flight.invalid);
    }
  }
}
