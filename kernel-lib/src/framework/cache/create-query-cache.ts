import { createCache } from "./create-cache.js";
import type { QueryCache, QueryCacheOptions } from "./query-cache.js";
import { QueryEntries } from "./query-entries.js";
import { TableQueryCache } from "./table-query-cache.js";
import { TableStamps } from "./table-stamps.js";

/** Of so many tables it is remembered when they were written last; a schema with more loses some hits, and is given nothing wrong. */
const mostTables = 10_000;

/**
 * Makes a query cache over a plain cache of the same capacity and policy. A result of before a write to its tables goes when it is asked for, or when the policy
 * would have it go.
 * @throws InvalidCacheCapacity, InvalidCachePolicy as `createCache` does.
 */
export function createQueryCache<Value>({ capacity, policy }: QueryCacheOptions): QueryCache<Value> {
  return new TableQueryCache(new QueryEntries<Value>(createCache({ capacity, policy }), new TableStamps(mostTables)));
}
