import type { Cache, CacheLoader, CacheLoadOptions, CachePolicy, CacheStatistics } from "./cache.js";

/**
 * THE CONTRACT OF A MANAGED CACHE: a cache (cache.ts) whose entries have times to live, weights and tags, and which tells what becomes of them.
 *
 * ```ts
 * const cache = createManagedCache<string, User | null>({
 *   maxWeight: 64_000_000,                                             // bytes, of which `weigh` tells each entry's
 *   weigh: (user) => (user === null ? 50 : user.bytes),
 *   ttl: 60_000,                                                       // good for a minute,
 *   staleFor: 600_000,                                                 // and given for ten more while it is fetched anew
 *   onRefreshError: (error, key) => log.warn({ error, key }),          // of which nobody else hears
 *   absentTtl: 5_000,                                                  // that there is no such user is believed for five seconds
 * });
 * const user = await cache.load("ada", fetchUser, { tags: ["users"], signal: request.signal });
 * cache.invalidateTag("users");                                        // whatever has the tag is not given again
 * setInterval(() => cache.purgeExpired(), 60_000).unref();             // only where memory is to be given back before its key is asked for
 * ```
 *
 * There are no timers. An entry that has expired, or of which a tag was invalidated, is not given by `get`, `peek`, `has`, `load`, iteration or `dump`. It is removed when
 * `get`, `load`, `set` or `delete` meets its key, or by `purgeExpired`, or when it is evicted; until then it counts towards `size` and weight.
 * An entry expires at the very millisecond that is `ttl` after it was put.
 */
export interface ManagedCache<Key, Value> extends Omit<Cache<Key, Value>, "dump" | "restore"> {
  /**
   * The value, which counts as used; undefined where there is none. Never a stale one: that is a miss, and stays for `load`, with the same place in the
   * policy's order as if it had been used. O(1), and O(tags) after an invalidation.
   * @throws what `onDispose` throws.
   */
  get(key: Key): Value | undefined;
  /**
   * Puts or replaces; evicts until there is room. O(1) for each entry that goes.
   * @throws InvalidCacheOption for options or a weight that are none, and then changes nothing; what `onDispose` throws.
   */
  set(key: Key, value: Value, options?: CacheEntryOptions): void;
  /** True if there was one that could still be had. @throws what `onDispose` throws. */
  delete(key: Key): boolean;
  /** Disposes oldest first. O(size). @throws what `onDispose` throws. */
  clear(): void;
  /**
   * As the plain cache's `load`; the options of the call that begins a load are those of its entry, whose time begins when the value has come. A stale value
   * is given at once, and one load begins behind it. A load that began before one of its tags was invalidated is not waited for by those that ask
   * afterwards, and its entry is not given either.
   * @throws the signal's reason; what `load` throws; InvalidCacheOption; what `onDispose` throws.
   */
  load(key: Key, load: CacheLoader<Key, Value>, options?: ManagedLoadOptions): Promise<Value>;
  /**
   * From now on no entry is given that has this tag and was put, or last given, before. O(1): the entries are not looked for. As many tags are noted as the cache has
   * capacity, at least 1,000; beyond that the one that was invalidated longest ago is forgotten, and all entries with tags from before it count as invalid.
   * The first call takes 22 to 28 bytes for each tag that may be noted, of memory that the operating system gives as it is touched.
   */
  invalidateTag(tag: string): void;
  /**
   * Removes what has expired (and is too old to be given stale) or was invalidated, oldest first, and says how many that were. O(size).
   * @throws what `onDispose` throws.
   */
  purgeExpired(): number;
  /** The entries that can be had, the least recently used first; JSON where keys and values are. O(size). */
  dump(): readonly CacheRecord<Key, Value>[];
  /**
   * Puts the entries of a dump, one after another, as `set` would. What time they had left they have from now on; tags that were invalidated before now do not concern
   * them. What is kept of the policy's order is as in the plain cache.
   * @throws InvalidCacheOption of a record whose numbers or tags are none, and then changes nothing; what `onDispose` throws.
   */
  restore(dump: readonly CacheRecord<Key, Value>[]): void;
  readonly statistics: ManagedCacheStatistics;
}

/** How an entry is put. */
export interface CacheEntryOptions {
  /** Milliseconds, above 0; the cache's `ttl` where absent. */
  readonly ttl?: number | undefined;
  /** Whether each `get` and `load` that gives the entry lets its `ttl` begin anew; as the cache says where absent. Costs no more than `ttl`. */
  readonly sliding?: boolean | undefined;
  /** For `invalidateTag`; none where absent. Costs a look-up for each tag when the entry is given the first time after any invalidation. */
  readonly tags?: readonly string[] | undefined;
}

export interface ManagedLoadOptions extends CacheEntryOptions, CacheLoadOptions {}

/**
 * Why a value is no longer in the cache. "evict": the policy chose it, for the bound of entries or of weight. "expire" and "invalidate": its key was met, or the cache
 * purged, when it had expired or one of its tags had been invalidated. "replace", "delete", "clear": by that call. "too-heavy": it weighs more than the whole cache
 * may, and was not put; what its key had before was removed as by "replace". (Where `load` brought it, those that waited get it all the same.)
 */
export type CacheDisposeReason = "evict" | "expire" | "replace" | "delete" | "clear" | "invalidate" | "too-heavy";

/** One bound at least: of entries, of weight, or both. */
export type CacheBounds<Key, Value> =
  | {
      /** A whole number of entries, from 1 to 16,777,215. Takes memory at once, as `createCache` says. */
      readonly capacity: number;
      readonly maxWeight?: undefined;
      readonly weigh?: undefined;
    }
  | {
      /** Where absent a 64th of `maxWeight`, from 1 to 16,777,215: give it where entries are heavier, since it takes memory at once. */
      readonly capacity?: number | undefined;
      /** Bytes, or whatever `weigh` counts: a whole number, 1 or more. Without limit where absent. Costs one call of `weigh` for each entry that is put. */
      readonly maxWeight: number;
      /** The weight of an entry, asked once when it is put: a whole number, 0 or more. It must not use the cache. */
      readonly weigh: (value: Value, key: Key) => number;
    };

/** Stale values only with someone to tell of loads that failed. */
export type CacheStaleness<Key> =
  | { readonly staleFor?: undefined; readonly onRefreshError?: undefined }
  | {
      /**
       * Milliseconds, above 0, for which `load` gives a value that has expired at once, and lets it be loaded anew, once, in the background. Never where absent.
       * The entry takes up room for so much longer. Does not hold for absent values that have an `absentTtl`.
       */
      readonly staleFor: number;
      /** Told of each background load that failed; the stale value stays. What it throws itself is an unhandled rejection. */
      readonly onRefreshError: (error: unknown, key: Key) => void;
    };

export type ManagedCacheOptions<Key, Value> = CacheBounds<Key, Value> &
  CacheStaleness<Key> & {
    /** "lru" where absent. */
    readonly policy?: CachePolicy | undefined;
    /** Milliseconds, above 0; entries do not expire where absent. Costs a reading of the clock for each `get` and `set`. */
    readonly ttl?: number | undefined;
    /** Whether each use lets an entry's `ttl` begin anew; false where absent. */
    readonly sliding?: boolean | undefined;
    /** Milliseconds, above 0: the ttl, not sliding, of undefined and null that `load` fulfilled with. Where absent they are put like any other value. */
    readonly absentTtl?: number | undefined;
    /** Milliseconds, from any zero, never going back; `performance.now()` where absent. */
    readonly clock?: (() => number) | undefined;
    /**
     * Told of each value that leaves the cache, after the call has done its work: it may use the cache again. What it throws the caller gets, after it was told of
     * all the others of that call too; an AggregateError if it threw more than once. Costs a call each, and one small object until then.
     */
    readonly onDispose?: ((value: Value, key: Key, reason: CacheDisposeReason) => void) | undefined;
  };

/** An entry as it is kept outside: JSON, where its key and its value are. */
export interface CacheRecord<Key, Value> {
  readonly key: Key;
  readonly value: Value;
  /** Milliseconds left, above 0; null: it does not expire. */
  readonly expiresIn: number | null;
  /** Milliseconds that each use gives it, above 0; null: none. */
  readonly slidingTtl: number | null;
  readonly tags: readonly string[];
}

/** Counts since the cache was made, but for `weight`. Each `get` and `load` is one of hits, misses and staleHits. */
export interface ManagedCacheStatistics extends CacheStatistics {
  /** Entries removed for the bound of entries or of weight. */
  readonly evictions: number;
  /** Entries removed because they had expired. */
  readonly expirations: number;
  /** Entries removed because a tag of theirs was invalidated. */
  readonly invalidations: number;
  /** Stale values that `load` gave. */
  readonly staleHits: number;
  /** Loads begun, in the background too. */
  readonly loads: number;
  /** Of these, those that failed while they were still wanted. */
  readonly loadErrors: number;
  /** Of all entries now; 0 without `weigh`. */
  readonly weight: number;
}
