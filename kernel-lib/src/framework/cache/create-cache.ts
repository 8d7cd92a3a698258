import type { Cache, CacheOptions } from "./cache.js";
import { policyCache } from "./policy-cache.js";

/**
 * Makes a cache; its policy says which entry goes where it is full. Keys are told apart as by a Map: NaN is one key, 0 and -0 are the same,
 * objects by identity. Takes 4 bytes (from some 65,000 entries on 8) for each entry of its capacity at once, the rest as it fills.
 * @throws InvalidCacheCapacity if `capacity` is not a whole number from 1 to 16,777,215.
 * @throws InvalidCachePolicy if `policy` is none of those there are.
 */
export function createCache<Key, Value>(options: CacheOptions): Cache<Key, Value> {
  return policyCache(options);
}
