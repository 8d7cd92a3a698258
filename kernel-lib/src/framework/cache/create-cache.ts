import { InvalidCacheCapacity } from "../errors/invalid-cache-capacity.js";
import type { Cache, CacheOptions } from "./cache.js";
import { LruCache } from "./lru-cache.js";

/** As many entries as one Map of V8 holds. */
const mostEntries = 2 ** 24 - 1;

/**
 * Makes a cache that evicts the least recently used entry, exactly. Keys are told apart as by a Map: NaN is one key, 0 and -0 are the same,
 * objects by identity. Takes 4 bytes (from 65,536 entries on 8) for each entry of its capacity at once, the rest as it fills.
 * @throws InvalidCacheCapacity if `capacity` is not a whole number from 1 to 16,777,215.
 */
export function createCache<Key, Value>({ capacity }: CacheOptions): Cache<Key, Value> {
  if (!(Number.isInteger(capacity) && capacity >= 1 && capacity <= mostEntries))
    throw new InvalidCacheCapacity(capacity, mostEntries);
  return new LruCache(capacity);
}
