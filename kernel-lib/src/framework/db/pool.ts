import "./async-disposable.js";
import type { PoolClock } from "./pool-clock.js";
import type { WaitBucket } from "./wait-histogram.js";

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
  /**
   * Refuses new borrowers, serves and waits for those there are (in the queue too), destroys all. Idempotent. With `within`, milliseconds, what is lent then is destroyed under its
   * borrower, and who waits is refused.
   * @throws PoolDestroyFailed if `destroy` failed at any time.
   */
  close(options?: { readonly within?: number }): Promise<void>;
}

export interface PoolOptions<Resource extends object> {
  /** Each call makes another one. */
  readonly create: () => Promise<Resource>;
  /** Until it is done the resource counts towards `max`. */
  readonly destroy: (resource: Resource) => void | Promise<void>;
  /** At least 1. */
  readonly max: number;
  /** Made before the first borrower asks, and made again when they go; 0 where absent. */
  readonly min?: number;
  /** A borrower waits at most so many milliseconds; without limit where absent. All limits are kept to a tenth of themselves, by one timer. */
  readonly acquireTimeout?: number;
  /** A resource that takes longer to be made is given up, and destroyed if it comes after all. Milliseconds. */
  readonly createTimeout?: number;
  /** One that was idle for longer is destroyed, but `min` stay. Milliseconds. */
  readonly idleTimeout?: number;
  /** One that is older is destroyed when it is idle or comes back. Milliseconds. */
  readonly maxLifetime?: number;
  /** Up to such a share a lifetime is shorter, by chance, so that not all end at once; 0.1 where absent. */
  readonly lifetimeJitter?: number;
  /** Asked before a resource is lent that was idle for `testAfter`: false, or what it throws, destroys it, and the borrower gets another. */
  readonly test?: (resource: Resource) => Promise<boolean>;
  /** Milliseconds; 500 where absent. One that was used just now is lent without a test. */
  readonly testAfter?: number;
  /** Called when a resource comes back, before another gets it; what it throws destroys the resource. */
  readonly reset?: (resource: Resource) => void | Promise<void>;
  /** Asked when a resource comes back: true destroys it. */
  readonly isBroken?: (resource: Resource) => boolean;
  /** One that is lent for longer is told of as a leak, with the stack of who borrowed it (which takes some microseconds a loan). Milliseconds. */
  readonly leakAfter?: number;
  /** Told of what happens; must not throw. */
  readonly onEvent?: (event: PoolEvent<Resource>) => void;
  readonly clock?: PoolClock;
  /** Numbers from 0 to below 1, for the jitter. */
  readonly chance?: () => number;
}

export type PoolEvent<Resource extends object> =
  | { readonly kind: "created"; readonly resource: Resource }
  | { readonly kind: "create-failed"; readonly error: unknown }
  | { readonly kind: "destroyed"; readonly resource: Resource; readonly reason: DestroyReason }
  | { readonly kind: "destroy-failed"; readonly resource: Resource; readonly error: unknown }
  | { readonly kind: "reset-failed"; readonly resource: Resource; readonly error: unknown }
  | { readonly kind: "timed-out"; readonly waited: number; readonly waiting: number }
  | { readonly kind: "leaked"; readonly resource: Resource; readonly milliseconds: number; readonly borrower: string };

export type DestroyReason = "broken" | "idle" | "lifetime" | "test" | "reset" | "late" | "closed";

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
  /** How long fulfilled borrowers were in the queue; who found an idle resource was not. */
  readonly waits: readonly WaitBucket[];
}
