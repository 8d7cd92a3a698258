import type { Cache, CacheOptions } from "./cache.js";
import { policyCache } from "./policy-cache.js";

/**
 * Makes a cache; its policy says which entry goes where it is full. Keys are told apart as by a Map: NaN is one key, 0 and -0 are the same,
 * objects by identity. Takes 22 to 28 bytes ("s3-fifo": 55 to 70) for each entry of its capacity at once, of memory that the operating system gives as it is touched; the rest as
 * it fills. Whole numbers of 32 bits and strings of up to 64 characters are found fastest. No `set` moves all that is there to a larger table, unless the keys are objects or symbols.
 * @throws InvalidCacheCapacity if `capacity` is not a whole number from 1 to 16,777,215.
 * @throws InvalidCachePolicy if `policy` is none of those there are.
 */
export function createCache<Key, Value>(options: CacheOptions): Cache<Key, Value> {
  return policyCache(options);
}
