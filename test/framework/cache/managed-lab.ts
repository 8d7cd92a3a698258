import { createManagedCache } from "../../../kernel-lib/src/framework/cache/create-managed-cache.ts";
import type { CacheDisposeReason, ManagedCacheOptions } from "../../../kernel-lib/src/framework/cache/managed-cache.ts";

/** Until whatever can go on has gone on. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
/** A load, where there must be none. */
export const notToBeCalled = () => Promise.reject(new Error("not to be called"));

/** A cache of strings whose clock the test moves, and what it tells. */
export function lab<Value = number>(options: Partial<ManagedCacheOptions<string, Value>> = {}) {
  const state = { now: 0 };
  const disposed: (readonly [string, Value, CacheDisposeReason])[] = [];
  const cache = createManagedCache<string, Value>({
    capacity: 10,
    clock: () => state.now,
    onDispose: (value, key, reason) => disposed.push([key, value, reason]),
    ...options,
  } as ManagedCacheOptions<string, Value>);
  return { cache, disposed, state };
}
