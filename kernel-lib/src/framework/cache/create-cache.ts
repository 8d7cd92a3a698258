import { InvalidCacheCapacity } from "../errors/invalid-cache-capacity.js";
import { InvalidCachePolicy } from "../errors/invalid-cache-policy.js";
import type { Cache, CacheOptions } from "./cache.js";
import { LruCache } from "./lru-cache.js";
import { S3FifoCache } from "./s3-fifo-cache.js";

const policies: Readonly<Record<string, typeof LruCache | typeof S3FifoCache>> = {
  lru: LruCache,
  "s3-fifo": S3FifoCache,
};

/** As many entries as one Map of V8 holds. */
const mostEntries = 2 ** 24 - 1;

/**
 * Makes a cache; its policy says which entry goes where it is full. Keys are told apart as by a Map: NaN is one key, 0 and -0 are the same,
 * objects by identity. Takes 4 bytes (from some 65,000 entries on 8) for each entry of its capacity at once, the rest as it fills.
 * @throws InvalidCacheCapacity if `capacity` is not a whole number from 1 to 16,777,215.
 * @throws InvalidCachePolicy if `policy` is none of those there are.
 */
export function createCache<Key, Value>({ capacity, policy = "lru" }: CacheOptions): Cache<Key, Value> {
  if (!(Number.isInteger(capacity) && capacity >= 1 && capacity <= mostEntries))
    throw new InvalidCacheCapacity(capacity, mostEntries);
  const Policy = Object.hasOwn(policies, policy) ? policies[policy] : undefined;
  if (Policy === undefined) throw new InvalidCachePolicy(policy, Object.keys(policies));
  return new Policy(capacity);
}
