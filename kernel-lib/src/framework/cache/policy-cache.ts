import { InvalidCacheCapacity } from "../errors/invalid-cache-capacity.js";
import { InvalidCachePolicy } from "../errors/invalid-cache-policy.js";
import type { CacheOptions } from "./cache.js";
import { LruCache } from "./lru-cache.js";
import { S3FifoCache } from "./s3-fifo-cache.js";
import type { Evicted, SlotCache } from "./slot-cache.js";

const policies: Readonly<Record<string, typeof LruCache | typeof S3FifoCache>> = {
  lru: LruCache,
  "s3-fifo": S3FifoCache,
};

/** As many entries as one Map of V8 holds. */
export const mostEntries = 2 ** 24 - 1;

/**
 * The cache of a policy, with what the layers above need of it beside the contract.
 * @param evicted told of each entry that the policy evicts; it must not change the cache.
 * @throws InvalidCacheCapacity
 * @throws InvalidCachePolicy
 */
export function policyCache<Key, Value>(
  { capacity, policy = "lru" }: CacheOptions,
  evicted: Evicted<Key, Value> | null = null,
): SlotCache<Key, Value> {
  if (!(Number.isInteger(capacity) && capacity >= 1 && capacity <= mostEntries))
    throw new InvalidCacheCapacity(capacity, mostEntries);
  const Policy = Object.hasOwn(policies, policy) ? policies[policy] : undefined;
  if (Policy === undefined) throw new InvalidCachePolicy(policy, Object.keys(policies));
  return new Policy(capacity, evicted);
}
