import { InvalidPoolOption } from "../errors/invalid-pool-option.js";
import { PoolClosed } from "../errors/pool-closed.js";
import { PoolDestroyFailed } from "../errors/pool-destroy-failed.js";
import { PoolMisuse } from "../errors/pool-misuse.js";
import { PoolTimeout } from "../errors/pool-timeout.js";
import type { Pool, PoolOptions, PoolStatistics } from "./pool.js";
import { type Waiter, WaiterQueue } from "./waiter-queue.js";

/**
 * A pool as its contract (pool.ts) says; every operation is O(1). `min` resources are made at once; where that fails, the first borrower
 * tries again and gets the error.
 * @throws InvalidPoolOption
 */
export function createPool<Resource extends object>(options: PoolOptions<Resource>): Pool<Resource> {
  const { max, min = 0, acquireTimeout } = options;
  if (!Number.isSafeInteger(max) || max < 1) throw new InvalidPoolOption("max", "a whole number of at least 1", max);
  if (!Number.isSafeInteger(min) || min < 0 || min > max)
    throw new InvalidPoolOption("min", "a whole number between 0 and max", min);
  // Node's timers end at 2^31 - 1 ms: a longer one would ring at once.
  if (acquireTimeout !== undefined && !(acquireTimeout > 0 && acquireTimeout < 2 ** 31))
    throw new InvalidPoolOption("acquireTimeout", "a number of milliseconds above 0 and below 2^31", acquireTimeout);
  return new ResourcePool(options, min);
}

/** A resource and how it stands. */
interface Slot<Resource> {
  readonly resource: Resource;
  lent: boolean;
  lentBefore: boolean;
}

class ResourcePool<Resource extends object> implements Pool<Resource> {
  readonly #options: PoolOptions<Resource>;
  readonly #slots = new Map<Resource, Slot<Resource>>();
  /** The last is lent next. Empty while anyone waits. */
  readonly #idle: Slot<Resource>[] = [];
  readonly #waiters = new WaiterQueue<Resource>();
  #creating = 0;
  #destroying = 0;
  #acquired = 0;
  #reused = 0;
  #failed = 0;
  #created = 0;
  #destroyed = 0;
  readonly #destroyFailures: unknown[] = [];
  #closing: PromiseWithResolvers<void> | undefined;

  constructor(options: PoolOptions<Resource>, min: number) {
    this.#options = options;
    for (let made = 0; made < min; made++) void this.#create();
  }

  get statistics(): PoolStatistics {
    return {
      size: this.#slots.size,
      idle: this.#idle.length,
      waiting: this.#waiters.size,
      acquired: this.#acquired,
      reused: this.#reused,
      failed: this.#failed,
      created: this.#created,
      destroyed: this.#destroyed,
    };
  }

  acquire(options?: { readonly signal?: AbortSignal }): Promise<Resource> {
    const signal = options?.signal;
    if (this.#closing !== undefined) return this.#refuse(new PoolClosed());
    if (signal?.aborted === true) return this.#refuse(signal.reason);
    const slot = this.#idle.pop();
    if (slot !== undefined) return Promise.resolve(this.#lend(slot));
    return new Promise((fulfil, reject) => {
      this.#waiters.push(this.#waiter(fulfil, reject, signal));
      this.#createForWaiters();
    });
  }

  release(resource: Resource, options?: { readonly broken?: boolean }): void {
    const slot = this.#slots.get(resource);
    if (slot === undefined) throw new PoolMisuse("never lent");
    if (!slot.lent) throw new PoolMisuse("given back twice");
    slot.lent = false;
    let broken = true;
    try {
      broken = options?.broken === true || this.#options.isBroken?.(resource) === true;
    } finally {
      // Where `isBroken` throws, nobody knows how the resource is: it goes.
      if (broken) void this.#destroy(slot);
      else this.#offer(slot);
    }
  }

  async use<T>(work: (resource: Resource) => Promise<T>, options?: { readonly signal?: AbortSignal }): Promise<T> {
    const resource = await this.acquire(options);
    try {
      return await work(resource);
    } finally {
      this.release(resource);
    }
  }

  close(): Promise<void> {
    if (this.#closing === undefined) {
      this.#closing = Promise.withResolvers<void>();
      for (const slot of this.#idle.splice(0)) void this.#destroy(slot);
      this.#settleClose();
    }
    return this.#closing.promise;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #refuse(reason: unknown): Promise<never> {
    this.#failed++;
    return Promise.reject(reason);
  }

  #lend(slot: Slot<Resource>): Resource {
    slot.lent = true;
    this.#acquired++;
    if (slot.lentBefore) this.#reused++;
    else slot.lentBefore = true;
    return slot.resource;
  }

  #waiter(fulfil: (resource: Resource) => void, reject: (reason: unknown) => void, signal: AbortSignal | undefined) {
    const waiter: Waiter<Resource> = { fulfil, reject, settle: () => {}, before: undefined, after: undefined };
    const { acquireTimeout, max } = this.#options;
    if (acquireTimeout === undefined && signal === undefined) return waiter;
    const leave = (reason: unknown) => {
      this.#waiters.remove(waiter);
      this.#fail(waiter, reason);
      this.#settleClose();
    };
    const onAbort = () => leave(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    const timer =
      acquireTimeout === undefined
        ? undefined
        : setTimeout(() => leave(new PoolTimeout(acquireTimeout, max, this.#waiters.size)), acquireTimeout);
    waiter.settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
    return waiter;
  }

  /** For a waiter that is out of the queue. */
  #fail(waiter: Waiter<Resource>, reason: unknown): void {
    this.#failed++;
    waiter.settle();
    waiter.reject(reason);
  }

  /** To the first in the queue, else to the idle ones, else (closing) away. */
  #offer(slot: Slot<Resource>): void {
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) {
      waiter.settle();
      waiter.fulfil(this.#lend(slot));
    } else if (this.#closing === undefined) {
      this.#idle.push(slot);
    } else {
      void this.#destroy(slot);
    }
  }

  /** As many resources in the making as there are waiters, within `max`. One being destroyed still counts: it still exists. */
  #createForWaiters(): void {
    while (
      this.#creating < this.#waiters.size &&
      this.#slots.size + this.#creating + this.#destroying < this.#options.max
    )
      void this.#create();
  }

  async #create(): Promise<void> {
    this.#creating++;
    let slot: Slot<Resource> | undefined;
    let failure: unknown;
    try {
      const resource = await this.#options.create();
      if (this.#slots.has(resource)) throw new PoolMisuse("created twice");
      slot = { resource, lent: false, lentBefore: false };
    } catch (error) {
      failure = error;
    }
    this.#creating--;
    if (slot !== undefined) {
      this.#slots.set(slot.resource, slot);
      this.#created++;
      this.#offer(slot);
    } else {
      // One waiter learns of it. With none left, the next borrower tries again and has the error then.
      const waiter = this.#waiters.shift();
      if (waiter !== undefined) this.#fail(waiter, failure);
      this.#createForWaiters();
    }
    this.#settleClose();
  }

  async #destroy(slot: Slot<Resource>): Promise<void> {
    this.#slots.delete(slot.resource);
    this.#destroying++;
    try {
      await this.#options.destroy(slot.resource);
    } catch (error) {
      this.#destroyFailures.push(error);
    }
    this.#destroying--;
    this.#destroyed++;
    this.#createForWaiters();
    this.#settleClose();
  }

  /** Fulfils `close` once nothing is lent, asked for, in the making or on its way out. */
  #settleClose(): void {
    if (this.#closing === undefined) return;
    if (this.#slots.size + this.#waiters.size + this.#creating + this.#destroying > 0) return;
    if (this.#destroyFailures.length > 0) this.#closing.reject(new PoolDestroyFailed(this.#destroyFailures));
    else this.#closing.resolve();
  }
}
