import { InvalidPoolOption } from "../errors/invalid-pool-option.js";
import { PoolClosed } from "../errors/pool-closed.js";
import { PoolCreateTimeout } from "../errors/pool-create-timeout.js";
import { PoolDestroyFailed } from "../errors/pool-destroy-failed.js";
import { PoolMisuse } from "../errors/pool-misuse.js";
import { PoolTimeout } from "../errors/pool-timeout.js";
import type { DestroyReason, Pool, PoolEvent, PoolStatistics } from "./pool.js";
import type { PoolTimer } from "./pool-clock.js";
import type { PoolSettings } from "./pool-settings.js";
import { WaitHistogram } from "./wait-histogram.js";
import { type Waiter, WaiterQueue } from "./waiter-queue.js";

/** A resource and how it stands. */
interface Slot<Resource> {
  readonly resource: Resource;
  lent: boolean;
  lentBefore: boolean;
  /** Where it is lent no more when it comes back, by the pool's clock. */
  readonly endsAt: number;
  /** Since when it has been idle, or lent. */
  since: number;
  /** Who has it, where leaks are looked for; null once it was told. */
  borrower: { stack?: string } | null;
}

/** A resource in the making. */
interface Creation {
  readonly since: number;
  givenUp: boolean;
}

/**
 * The pool. Its time is that of the last tick, a tenth of the shortest limit ago at most: no operation reads a clock (40 ns, where lending and giving back take 100).
 */
export class ResourcePool<Resource extends object> implements Pool<Resource> {
  readonly #settings: PoolSettings<Resource>;
  readonly #slots = new Map<Resource, Slot<Resource>>();
  /** The last is lent next. Empty while anyone waits. */
  readonly #idle: Slot<Resource>[] = [];
  readonly #waiters = new WaiterQueue<Resource>();
  readonly #creations = new Set<Creation>();
  readonly #waits = new WaitHistogram();
  #now: number;
  #timer: PoolTimer | undefined;
  /** Destroyed under their borrowers, who may still give them back. */
  readonly #taken = new WeakSet<Resource>();
  #destroying = 0;
  #acquired = 0;
  #reused = 0;
  #failed = 0;
  #created = 0;
  #destroyed = 0;
  readonly #destroyFailures: unknown[] = [];
  #closing: PromiseWithResolvers<void> | undefined;
  #closeBy = Number.POSITIVE_INFINITY;

  constructor(settings: PoolSettings<Resource>) {
    this.#settings = settings;
    this.#now = settings.clock.now();
    this.#fill();
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
      waits: this.#waits.buckets,
    };
  }

  acquire(options?: { readonly signal?: AbortSignal }): Promise<Resource> {
    const signal = options?.signal;
    if (this.#closing !== undefined) return this.#refuse(new PoolClosed());
    if (signal?.aborted === true) return this.#refuse(signal.reason);
    const borrower = this.#settings.leakAfter === Number.POSITIVE_INFINITY ? null : this.#stackOf();
    const slot = this.#idle.pop();
    if (slot !== undefined) {
      const { test, testAfter } = this.#settings;
      if (test !== null && this.#now - slot.since >= testAfter) return this.#lendTested(slot, test, options, borrower);
      return Promise.resolve(this.#lend(slot, borrower));
    }
    return new Promise((fulfil, reject) => {
      this.#waiters.push(this.#waiter(fulfil, reject, signal, borrower));
      this.#createForWaiters();
      this.#keepTime();
    });
  }

  release(resource: Resource, options?: { readonly broken?: boolean }): void {
    const slot = this.#slots.get(resource);
    if (slot === undefined) {
      if (this.#taken.delete(resource)) return;
      throw new PoolMisuse("never lent");
    }
    if (!slot.lent) throw new PoolMisuse("given back twice");
    slot.lent = false;
    slot.borrower = null;
    let broken = true;
    try {
      broken = options?.broken === true || this.#settings.isBroken?.(resource) === true;
    } finally {
      // Where `isBroken` throws, nobody knows how the resource is: it goes.
      if (broken) void this.#destroy(slot, "broken");
      else if (this.#now >= slot.endsAt) void this.#destroy(slot, "lifetime");
      else if (this.#settings.reset === null) this.#offer(slot);
      else void this.#offerReset(slot, this.#settings.reset);
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

  close({ within }: { readonly within?: number } = {}): Promise<void> {
    if (within !== undefined && !(within >= 0 && within < 2 ** 31))
      throw new InvalidPoolOption("within", "a number of milliseconds of at least 0 and below 2^31", within);
    if (within !== undefined) {
      this.#closeBy = Math.min(this.#closeBy, this.#settings.clock.now() + within);
      // A slow one would come too late.
      this.#timer?.stop();
      this.#timer = undefined;
    }
    if (this.#closing === undefined) {
      this.#closing = Promise.withResolvers<void>();
      for (const slot of this.#idle.splice(0)) void this.#destroy(slot, "closed");
    }
    this.#settleClose();
    this.#keepTime();
    return this.#closing.promise;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #tell(event: PoolEvent<Resource>): void {
    this.#settings.onEvent?.(event);
  }

  #refuse(reason: unknown): Promise<never> {
    this.#failed++;
    return Promise.reject(reason);
  }

  /** Where `acquire` was called. */
  #stackOf(): { stack?: string } {
    const at: { stack?: string } = {};
    Error.captureStackTrace(at, this.acquire);
    return at;
  }

  #lend(slot: Slot<Resource>, borrower: { stack?: string } | null): Resource {
    slot.lent = true;
    slot.since = this.#now;
    this.#acquired++;
    if (slot.lentBefore) this.#reused++;
    else slot.lentBefore = true;
    slot.borrower = borrower;
    return slot.resource;
  }

  /** Lends one that was idle for long if it still works, else another. */
  async #lendTested(
    slot: Slot<Resource>,
    test: (resource: Resource) => Promise<boolean>,
    options: { readonly signal?: AbortSignal } | undefined,
    borrower: { stack?: string } | null,
  ): Promise<Resource> {
    const works = await this.#works(slot, test);
    if (!this.#slots.has(slot.resource)) return this.#refuse(new PoolClosed());
    if (!works) {
      void this.#destroy(slot, "test");
      return this.acquire(options);
    }
    if (options?.signal?.aborted !== true) return this.#lend(slot, borrower);
    this.#offer(slot);
    return this.#refuse(options.signal.reason);
  }

  async #works(slot: Slot<Resource>, test: (resource: Resource) => Promise<boolean>): Promise<boolean> {
    try {
      return await test(slot.resource);
    } catch {
      // What a test throws is its way to say no.
      return false;
    }
  }

  async #offerReset(slot: Slot<Resource>, reset: (resource: Resource) => void | Promise<void>): Promise<void> {
    let sound = true;
    try {
      const done = reset(slot.resource);
      if (done !== undefined) await done;
    } catch (error) {
      sound = false;
      this.#tell({ kind: "reset-failed", resource: slot.resource, error });
    }
    if (!this.#slots.has(slot.resource)) return;
    if (sound) this.#offer(slot);
    else void this.#destroy(slot, "reset");
  }

  #waiter(
    fulfil: (resource: Resource) => void,
    reject: (reason: unknown) => void,
    signal: AbortSignal | undefined,
    borrower: { stack?: string } | null,
  ): Waiter<Resource> {
    const since = this.#settings.clock.now();
    const waiter: Waiter<Resource> = {
      fulfil,
      reject,
      settle: () => {},
      borrower,
      since,
      before: undefined,
      after: undefined,
    };
    if (signal === undefined) return waiter;
    const onAbort = () => this.#leave(waiter, signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    waiter.settle = () => signal.removeEventListener("abort", onAbort);
    return waiter;
  }

  /** Out of the queue, without a resource. */
  #leave(waiter: Waiter<Resource>, reason: unknown): void {
    this.#waiters.remove(waiter);
    this.#fail(waiter, reason);
    this.#settleClose();
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
      this.#waits.add(this.#settings.clock.now() - waiter.since);
      waiter.fulfil(this.#lend(slot, waiter.borrower));
    } else if (this.#closing === undefined) {
      slot.since = this.#now;
      this.#idle.push(slot);
    } else {
      void this.#destroy(slot, "closed");
    }
  }

  /** One being destroyed still counts: it still exists. */
  get #hasRoom(): boolean {
    return this.#slots.size + this.#creations.size + this.#destroying < this.#settings.max;
  }

  /** As many resources in the making as there are waiters, within `max`. */
  #createForWaiters(): void {
    while (this.#creations.size < this.#waiters.size && this.#hasRoom) void this.#create();
  }

  /** As many as there shall be in any case. */
  #fill(): void {
    while (this.#closing === undefined && this.#slots.size + this.#creations.size < this.#settings.min && this.#hasRoom)
      void this.#create();
  }

  async #create(): Promise<void> {
    const creation: Creation = { since: this.#settings.clock.now(), givenUp: false };
    this.#creations.add(creation);
    this.#keepTime();
    let made: Slot<Resource> | undefined;
    let failure: unknown;
    try {
      const resource = await this.#settings.create();
      if (this.#slots.has(resource)) throw new PoolMisuse("created twice");
      const { maxLifetime, lifetimeJitter, chance, clock } = this.#settings;
      const life = maxLifetime * (1 - lifetimeJitter * chance());
      made = { resource, lent: false, lentBefore: false, endsAt: clock.now() + life, since: this.#now, borrower: null };
    } catch (error) {
      failure = error;
    }
    this.#creations.delete(creation);
    if (made !== undefined) {
      this.#created++;
      this.#tell({ kind: "created", resource: made.resource });
      if (creation.givenUp) void this.#destroy(made, "late");
      else {
        this.#slots.set(made.resource, made);
        this.#offer(made);
      }
    } else if (!creation.givenUp) this.#creationFailed(failure);
    this.#settleClose();
  }

  /** One waiter learns of it. With none left, the next borrower tries again and has the error then. */
  #creationFailed(error: unknown): void {
    this.#tell({ kind: "create-failed", error });
    const waiter = this.#waiters.shift();
    if (waiter !== undefined) this.#fail(waiter, error);
    this.#createForWaiters();
  }

  async #destroy(slot: Slot<Resource>, reason: DestroyReason): Promise<void> {
    this.#slots.delete(slot.resource);
    this.#destroying++;
    try {
      await this.#settings.destroy(slot.resource);
    } catch (error) {
      this.#destroyFailures.push(error);
      this.#tell({ kind: "destroy-failed", resource: slot.resource, error });
    }
    this.#destroying--;
    this.#destroyed++;
    this.#tell({ kind: "destroyed", resource: slot.resource, reason });
    this.#createForWaiters();
    this.#fill();
    this.#settleClose();
  }

  /** Fulfils `close` once nothing is lent, asked for, in the making or on its way out. */
  #settleClose(): void {
    if (this.#closing === undefined) return;
    if (this.#slots.size + this.#waiters.size + this.#creations.size + this.#destroying > 0) return;
    this.#keepTime();
    if (this.#destroyFailures.length > 0) this.#closing.reject(new PoolDestroyFailed(this.#destroyFailures));
    else this.#closing.resolve();
  }

  /** The timer runs while there is anything whose time may run out. */
  #keepTime(): void {
    const { tick, clock } = this.#settings;
    const every = this.#closeBy === Number.POSITIVE_INFINITY ? tick : Math.min(tick ?? 10, 10);
    const busy = this.#slots.size + this.#waiters.size + this.#creations.size > 0;
    if (every !== null && busy && this.#timer === undefined) {
      this.#now = clock.now();
      this.#timer = clock.every(every, () => this.#look());
    } else if (!busy && this.#timer !== undefined) {
      this.#timer.stop();
      this.#timer = undefined;
    }
    // Who waits must be told, even where nothing else keeps the process.
    this.#timer?.keepAlive(this.#waiters.size > 0 || this.#closeBy !== Number.POSITIVE_INFINITY);
  }

  /** Looks at every limit. O(resources + borrowers whose time is up). */
  #look(): void {
    this.#now = this.#settings.clock.now();
    this.#endWaits();
    this.#endCreations();
    this.#endIdle();
    this.#tellLeaks();
    if (this.#now >= this.#closeBy) this.#endLoans();
    this.#keepTime();
  }

  #endWaits(): void {
    const { acquireTimeout, max } = this.#settings;
    for (let { first } = this.#waiters; first !== undefined; { first } = this.#waiters) {
      const waited = this.#now - first.since;
      if (waited < acquireTimeout) return;
      const waiting = this.#waiters.size;
      this.#tell({ kind: "timed-out", waited, waiting });
      this.#leave(first, new PoolTimeout(acquireTimeout, max, waiting));
    }
  }

  #endCreations(): void {
    const { createTimeout } = this.#settings;
    for (const creation of this.#creations) {
      if (this.#now - creation.since < createTimeout) continue;
      creation.givenUp = true;
      this.#creations.delete(creation);
      this.#creationFailed(new PoolCreateTimeout(createTimeout));
    }
    this.#settleClose();
  }

  #endIdle(): void {
    const { idleTimeout, min } = this.#settings;
    const kept: Slot<Resource>[] = [];
    let spare = this.#slots.size - min;
    // Those that were idle longest come first.
    for (const slot of this.#idle) {
      if (this.#now >= slot.endsAt) void this.#destroy(slot, "lifetime");
      else if (spare > 0 && this.#now - slot.since >= idleTimeout) {
        spare--;
        void this.#destroy(slot, "idle");
      } else kept.push(slot);
    }
    if (kept.length < this.#idle.length) this.#idle.splice(0, this.#idle.length, ...kept);
  }

  #tellLeaks(): void {
    const { leakAfter } = this.#settings;
    if (leakAfter === Number.POSITIVE_INFINITY) return;
    for (const slot of this.#slots.values()) {
      const milliseconds = this.#now - slot.since;
      if (!slot.lent || slot.borrower === null || milliseconds < leakAfter) continue;
      this.#tell({ kind: "leaked", resource: slot.resource, milliseconds, borrower: slot.borrower.stack ?? "" });
      slot.borrower = null;
    }
  }

  /** The pool closes and waits no longer. */
  #endLoans(): void {
    for (let { first } = this.#waiters; first !== undefined; { first } = this.#waiters)
      this.#leave(first, new PoolClosed());
    for (const creation of this.#creations) creation.givenUp = true;
    this.#creations.clear();
    // Those that are tested or reset too: they may never come back from it.
    for (const slot of [...this.#slots.values()]) {
      if (slot.lent) this.#taken.add(slot.resource);
      void this.#destroy(slot, "closed");
    }
    this.#settleClose();
  }
}
