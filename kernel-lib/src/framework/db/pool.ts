import "./async-disposable.js";
/**
 * THE CONTRACT OF A POOL: at most `max` resources at a time, each lent to one borrower.
 *
 * ```ts
 * const pool = createPool({ create: () => openConnection(), destroy: (c) => c.end(), max: 10 });
 * const answer = await pool.use((connection) => connection.query("select 1"));   // given back whatever happens
 * await pool.close();
 * ```
 *
 * Idle resources are lent last in, first out (the warmest first); waiters are served first come, first served, the resource that comes
 * back going straight to the first of them. With an idle resource `acquire` takes no timer and no allocation but its promise.
 */
export interface Pool<Resource extends object> extends AsyncDisposable {
  /**
   * @throws PoolTimeout after `acquireTimeout` in the queue; PoolClosed; the signal's reason; what `create` threw, to one waiter.
   */
  acquire(options?: { readonly signal?: AbortSignal }): Promise<Resource>;
  /** Gives back; `broken: true` destroys it. @throws PoolMisuse if it is not lent now: never lent, or given back twice. */
  release(resource: Resource, options?: { readonly broken?: boolean }): void;
  /** Lends for the time of `work`. A resource whose `work` threw goes back like any other; `isBroken` decides (see PoolOptions). */
  use<T>(work: (resource: Resource) => Promise<T>, options?: { readonly signal?: AbortSignal }): Promise<T>;
  /** Counts since the pool was made. */
  readonly statistics: PoolStatistics;
  /** Refuses new borrowers, serves and waits for those there are (in the queue too), destroys all. Idempotent. @throws PoolDestroyFailed if `destroy` failed at any time. */
  close(): Promise<void>;
}

export interface PoolOptions<Resource extends object> {
  /** Each call makes another one. */
  readonly create: () => Promise<Resource>;
  /** Until it is done the resource counts towards `max`. */
  readonly destroy: (resource: Resource) => void | Promise<void>;
  /** At least 1. */
  readonly max: number;
  /** Made before the first borrower asks; 0 where absent. */
  readonly min?: number;
  /** Milliseconds; without limit where absent. */
  readonly acquireTimeout?: number;
  /** Asked when a resource comes back: true destroys it. */
  readonly isBroken?: (resource: Resource) => boolean;
}

export interface PoolStatistics {
  /** Resources that exist, lent or idle. */
  readonly size: number;
  readonly idle: number;
  /** Borrowers in the queue. */
  readonly waiting: number;
  /** Fulfilled `acquire`s. */
  readonly acquired: number;
  /** Of these, with a resource that had been lent before. */
  readonly reused: number;
  /** Rejected `acquire`s. */
  readonly failed: number;
  readonly created: number;
  readonly destroyed: number;
}
