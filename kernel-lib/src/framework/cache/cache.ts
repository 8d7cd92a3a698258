/**
 * THE CONTRACT OF A CACHE: at most `capacity` entries; which one goes when it is full is the policy's.
 *
 * ```ts
 * const cache = createCache<string, User>({ capacity: 1_000 });        // exact LRU
 * cache.set("ada", user);
 * cache.get("ada");                                                     // user, now the most recently used; undefined where there is none
 * const user = await cache.load("ada", (key) => fetchUser(key));        // a miss is loaded once, however many ask at the same time
 * ```
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
   */
  load(key: Key, load: (key: Key) => Promise<Value>): Promise<Value>;
  readonly statistics: CacheStatistics;
  /**
   * Each entry once, as they are when it begins. Of "lru" from the most to the least recently used; of "s3-fifo" first the main queue, then what is on probation, each
   * from the newest.
   */
  [Symbol.iterator](): Iterator<readonly [Key, Value]>;
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
