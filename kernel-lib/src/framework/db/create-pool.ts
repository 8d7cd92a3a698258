import type { Pool, PoolOptions } from "./pool.js";
import { poolSettings } from "./pool-settings.js";
import { ResourcePool } from "./resource-pool.js";

/**
 * A pool as its contract (pool.ts) says; every operation is O(1), and one timer looks at the limits of all. `min` resources are made at once; where that fails, the
 * first borrower tries again and gets the error.
 * @throws InvalidPoolOption
 */
export const createPool = <Resource extends object>(options: PoolOptions<Resource>): Pool<Resource> =>
  new ResourcePool(poolSettings(options));
