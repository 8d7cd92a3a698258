import type { ManagedCache, ManagedCacheOptions } from "./managed-cache.js";
import { managedSettings } from "./managed-settings.js";
import { ManagedSlotCache } from "./managed-slot-cache.js";

/**
 * Makes a cache as its contract (managed-cache.ts) says. Beside what the plain cache takes, an entry is an object of five fields; a managed cache that uses none of what it can
 * costs a look at that object for each use.
 * @throws InvalidCacheCapacity if `capacity` is not a whole number from 1 to 16,777,215, or neither it nor `maxWeight` is given.
 * @throws InvalidCachePolicy if `policy` is none of those there are.
 * @throws InvalidCacheOption if any other option is not what it must be.
 */
export function createManagedCache<Key, Value>(options: ManagedCacheOptions<Key, Value>): ManagedCache<Key, Value> {
  return new ManagedSlotCache(managedSettings(options));
}
