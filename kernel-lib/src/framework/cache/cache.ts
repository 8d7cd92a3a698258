/**
 * THE CONTRACT OF A CACHE: at most `capacity` entries; which one goes when it is full is the policy's.
 *
 * ```ts
 * const cache = createCache<string, User>({ capacity: 1_000 });        // exact LRU
 * cache.set("ada", user);
 * cache.get("ada");                                                     // user, now the most recently used; undefined where there is none
 * const user = await cache.load("ada", (key) => fetchUser(key));        // a miss is loaded once, however many ask at the same time
 * await cache.load("bob", (key, signal) => fetchUser(key, signal), { signal: AbortSignal.timeout(100) });   // waits no longer than 100 ms
 * ```
 *
 * What costs something at each use (times to live, weights, tags, …) is the managed cache's (managed-cache.ts).
 */
export interface Cache<Key, Value> extends Iterable<readonly [Key, Value]> {
  readonly capacity: number;
  readonly size: number;
  /** The value, which counts as used; undefined where there is none. O(1). */
  get(key: Key): Value | undefined;
  /** The value, without counting as used nor as hit or miss. O(1). */
  peek(key: Key): Value | undefined;
  /** Without counting as used. O(1). */
  has(key: Key): boolean;
  /** Puts or replaces; counts as used. Evicts one entry where the cache is full and the key is new. O(1). */
  set(key: Key, value: Value): void;
  /** True if there was one. O(1). */
  delete(key: Key): boolean;
  clear(): void;
  /**
   * `get`, or what `load` fulfils with, put into the cache. While one load of a key runs, others wait for it; a load that throws puts nothing
   * and throws to all that wait. A `set`, `delete` or `clear` meanwhile wins over the load's result.
   *
   * Whoever waits with a `signal` leaves when it fires, and gets its reason at once; where it has fired before, nothing begins. When the last of them has left,
   * the signal that `load` was given fires too, its result is put nowhere, and who asks then begins another load. Who waits without a signal stays to the end.
   * @throws the signal's reason; what `load` throws.
   */
  load(key: Key, load: CacheLoader<Key, Value>, options?: CacheLoadOptions): Promise<Value>;
  /** All entries, so ordered that `restore` into an empty cache of the same policy and capacity leads to the same order of iteration. Counts as no use. O(size). */
  dump(): readonly (readonly [Key, Value])[];
  /**
   * Puts each entry of a dump, as `set` would one after another: what is there stays unless it has the same key or must make room. "lru" is so as it was;
   * "s3-fifo" keeps the entries and their order, but not which were on probation, how often each was used, and what it remembers of keys without an entry.
   */
  restore(dump: readonly (readonly [Key, Value])[]): void;
  readonly statistics: CacheStatistics;
  /**
   * Each entry once, as they are when it begins. Of "lru" from the most to the least recently used; of "s3-fifo" first the main queue, then what is on probation, each
   * from the newest.
   */
  [Symbol.iterator](): Iterator<readonly [Key, Value]>;
}

/** Gets the value of a key that has no entry. `signal` fires when nobody waits for it any more: what it began may then be given up. */
export type CacheLoader<Key, Value> = (key: Key, signal: AbortSignal) => Promise<Value>;

export interface CacheLoadOptions {
  /** Until when this caller waits; to the end where absent. */
  readonly signal?: AbortSignal | undefined;
}

/** Counts since the cache was made. */
export interface CacheStatistics {
  readonly hits: number;
  readonly misses: number;
  readonly evictions: number;
}

/**
 * Which entry goes when the cache is full. "lru": the least recently used, exactly. "s3-fifo": new entries are on probation, and what is asked for once
 * pushes out nothing that is asked for again, so that scans and loops do little harm; a hit moves nothing. It keeps the keys (not the values) of up to
 * nine tenths as many evicted entries.
 */
export type CachePolicy = "lru" | "s3-fifo";

export interface CacheOptions {
  /** A whole number of entries, 1 or more. */
  readonly capacity: number;
  /** "lru" where absent. */
  readonly policy?: CachePolicy | undefined;
}
