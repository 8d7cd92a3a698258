import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Pool, PoolOptions } from "../../kernel-lib/src/framework/db/pool.ts";
import { holds } from "../holds.ts";
import { handClock } from "./hand-clock.ts";
import { describePoolLimits } from "./pool-limits.ts";

export interface Thing {
  readonly number: number;
  broken: boolean;
}

export type MakePool = (options: PoolOptions<Thing>) => Pool<Thing>;

/** Makes things at once, and notes what happens to them. */
export function factory() {
  const made: Thing[] = [];
  const gone: Thing[] = [];
  return {
    made,
    gone,
    create: async (): Promise<Thing> => {
      const thing = { number: made.length, broken: false };
      made.push(thing);
      return thing;
    },
    destroy: (thing: Thing): void => {
      gone.push(thing);
    },
  };
}

/** What every pool must do (see the contract, framework/db/pool.ts). */
export function describePool(name: string, makePool: MakePool): void {
  describe(`${name}, one by one`, () => {
    test("lends the warmest idle resource, and makes one only when none is idle", async () => {
      const { create, destroy, made } = factory();
      await using pool = makePool({ create, destroy, max: 3 });
      const [a, b] = [await pool.acquire(), await pool.acquire()];
      expect(made).toEqual([a, b]);
      pool.release(a);
      pool.release(b);
      expect(await pool.acquire()).toBe(b);
      expect(await pool.acquire()).toBe(a);
      expect(pool.statistics).toMatchObject({
        ...{ size: 2, idle: 0, waiting: 0, acquired: 4, reused: 2, failed: 0, created: 2, destroyed: 0 },
      });
      pool.release(a);
      pool.release(b);
    });

    test("hands what comes back straight to the first in the queue", async () => {
      const { create, destroy } = factory();
      await using pool = makePool({ create, destroy, max: 1 });
      const only = await pool.acquire();
      const order: number[] = [];
      const waiting = [1, 2, 3].map(async (place) => {
        const got = await pool.acquire();
        order.push(place);
        pool.release(got);
      });
      expect(pool.statistics.waiting).toBe(3);
      pool.release(only);
      // The resource is the first waiter's at once: nobody can step in between.
      expect(pool.statistics).toMatchObject({ waiting: 2, idle: 0 });
      await Promise.all(waiting);
      expect(order).toEqual([1, 2, 3]);
    });

    test("makes `min` before anyone asks", async () => {
      const { create, destroy, made } = factory();
      await using pool = makePool({ create, destroy, max: 4, min: 2 });
      await turn();
      expect(pool.statistics).toMatchObject({ size: 2, idle: 2, acquired: 0 });
      pool.release(await pool.acquire());
      expect(made).toHaveLength(2);
    });

    test("a failed `create` reaches one waiter; the next tries again", async () => {
      const { create, destroy } = factory();
      const fault = new Error("no");
      let tries = 0;
      await using pool = makePool({
        create: () => (tries++ === 0 ? Promise.reject(fault) : create()),
        destroy,
        max: 1,
      });
      const [first, second] = [pool.acquire(), pool.acquire()];
      await expect(first).rejects.toBe(fault);
      pool.release(await second);
      expect(pool.statistics).toMatchObject({ failed: 1, created: 1, acquired: 1 });
    });

    test("a `create` that throws at once, or gives the same thing twice, is told", async () => {
      const fault = new Error("at once");
      const throwing = makePool({
        create: () => {
          throw fault;
        },
        destroy: () => {},
        max: 1,
      });
      await expect(throwing.acquire()).rejects.toBe(fault);
      const thing = { number: 0, broken: false };
      const same = makePool({ create: async () => thing, destroy: () => {}, max: 2 });
      await same.acquire();
      await expect(same.acquire()).rejects.toMatchObject({ code: "pool-misuse", data: { fault: "created twice" } });
    });

    test("what is broken is destroyed and made again", async () => {
      const { create, destroy, gone } = factory();
      await using pool = makePool({ create, destroy, max: 1, isBroken: (thing) => thing.broken });
      const first = await pool.acquire();
      pool.release(first, { broken: true });
      const second = await pool.acquire();
      second.broken = true;
      pool.release(second);
      const third = await pool.acquire();
      expect(gone).toEqual([first, second]);
      expect(third.number).toBe(2);
      pool.release(third);
      expect(pool.statistics).toMatchObject({ created: 3, destroyed: 2, size: 1 });
    });

    test("an `isBroken` that throws costs the resource, and is told", async () => {
      const { create, destroy, gone } = factory();
      const fault = new Error("cannot tell");
      await using pool = makePool({
        create,
        destroy,
        max: 1,
        isBroken: () => {
          throw fault;
        },
      });
      const first = await pool.acquire();
      expect(() => pool.release(first)).toThrow(fault);
      expect(gone).toEqual([first]);
    });

    test("one that is destroyed counts until it is gone", async () => {
      const { create } = factory();
      const going = Promise.withResolvers<void>();
      await using pool = makePool({ create, destroy: () => going.promise, max: 1 });
      pool.release(await pool.acquire(), { broken: true });
      const next = pool.acquire();
      await turn();
      expect(pool.statistics).toMatchObject({ waiting: 1, size: 0, created: 1 });
      going.resolve();
      pool.release(await next);
      expect(pool.statistics.created).toBe(2);
    });

    test("giving back what is not lent is refused", async () => {
      const { create, destroy } = factory();
      await using pool = makePool({ create, destroy, max: 1 });
      expect(() => pool.release({ number: 9, broken: false })).toThrow(
        expect.objectContaining({ code: "pool-misuse", data: { fault: "never lent" } }),
      );
      const only = await pool.acquire();
      pool.release(only);
      expect(() => pool.release(only)).toThrow(
        expect.objectContaining({ code: "pool-misuse", data: { fault: "given back twice" } }),
      );
    });

    test("`use` gives back whatever happens", async () => {
      const { create, destroy } = factory();
      await using pool = makePool({ create, destroy, max: 1 });
      const fault = new Error("work");
      await expect(pool.use(async () => Promise.reject(fault))).rejects.toBe(fault);
      expect(await pool.use(async (thing) => thing.number)).toBe(0);
      expect(pool.statistics).toMatchObject({ idle: 1, size: 1 });
    });

    test("a borrower leaves the queue when its signal says so, or when its time is up", async () => {
      const { create, destroy } = factory();
      const clock = handClock();
      const pool = makePool({ create, destroy, max: 1, acquireTimeout: 50, clock });
      const only = await pool.acquire();
      const stop = new AbortController();
      const aborted = pool.acquire({ signal: stop.signal });
      const late = pool.acquire();
      const reason = new Error("enough");
      stop.abort(reason);
      await expect(aborted).rejects.toBe(reason);
      await expect(pool.acquire({ signal: stop.signal })).rejects.toBe(reason);
      const told = expect(late).rejects.toMatchObject({ code: "pool-timeout", data: { acquireTimeout: 50, max: 1 } });
      clock.turn(49);
      expect(pool.statistics.waiting).toBe(1);
      expect(clock.keepsAlive).toBe(true);
      clock.turn(1);
      await told;
      const served = pool.acquire();
      clock.turn(20);
      pool.release(only);
      pool.release(await served);
      expect(pool.statistics).toMatchObject({ failed: 3, waiting: 0, idle: 1 });
      expect(pool.statistics.waits.filter(({ count }) => count > 0)).toEqual([
        { upTo: 1, count: 1 },
        { upTo: 20, count: 1 },
      ]);
      clock.turn(5);
      expect(clock.keepsAlive).toBe(false);
      await pool.close();
      expect(clock.timers).toBe(0);
    });

    test("close refuses new borrowers, serves those in the queue, waits, destroys all", async () => {
      const { create, destroy, made, gone } = factory();
      const pool = makePool({ create, destroy, max: 2, min: 2 });
      const lent = [await pool.acquire(), await pool.acquire()];
      const queued = pool.acquire();
      let closed = false;
      const closing = pool.close().then(() => {
        closed = true;
      });
      await expect(pool.acquire()).rejects.toMatchObject({ code: "pool-closed" });
      for (const thing of lent) pool.release(thing);
      const last = await queued;
      await turn();
      expect(closed).toBe(false);
      pool.release(last);
      await closing;
      await pool.close();
      expect(new Set(gone)).toEqual(new Set(made));
      expect(pool.statistics).toMatchObject({ size: 0, idle: 0, waiting: 0, created: 2, destroyed: 2 });
    });

    test("what could not be destroyed is told by close", async () => {
      const fault = new Error("stuck");
      const pool = makePool({ create: factory().create, destroy: () => Promise.reject(fault), max: 1 });
      pool.release(await pool.acquire());
      await expect(pool.close()).rejects.toMatchObject({ code: "pool-destroy-failed", cause: fault });
    });

    test.each([
      ["max", { max: 0 }],
      ["max", { max: 1.5 }],
      ["min", { max: 1, min: 2 }],
      ["acquireTimeout", { max: 1, acquireTimeout: 0 }],
      ["acquireTimeout", { max: 1, acquireTimeout: Number.NaN }],
    ])("a wrong %s is refused: %o", (option, given) => {
      const { create, destroy } = factory();
      expect(() => makePool({ create, destroy, ...given })).toThrow(
        expect.objectContaining({ code: "invalid-pool-option", data: expect.objectContaining({ option }) }),
      );
    });
  });

  describePoolLimits(name, makePool);

  describe(`${name}, in any order`, () => {
    test("never too many, none lent twice, first come first served, none lost", () =>
      holds(
        fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(step, { maxLength: 60 }), (max, steps) =>
          play(makePool, max, steps),
        ),
        300,
      ));
  });
}

type Step = {
  readonly do: "acquire" | "made" | "failed" | "release" | "broken" | "abort" | "gone";
  readonly which: number;
};

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(
    "acquire",
    "acquire",
    "acquire",
    "made",
    "made",
    "failed",
    "release",
    "release",
    "broken",
    "abort",
    "gone",
  ),
  which: fc.nat(20),
});

/** One borrower, as the outside sees it. */
interface Borrower {
  state: "waiting" | "lent" | "returned" | "rejected";
  thing: Thing | undefined;
  readonly stop: AbortController;
}

/** Plays the steps with creations and destructions that end only when a step says so, and checks after each. */
async function play(makePool: MakePool, max: number, steps: readonly Step[]): Promise<void> {
  const creations: PromiseWithResolvers<Thing>[] = [];
  const destructions: PromiseWithResolvers<void>[] = [];
  const existing = new Set<Thing>();
  let made = 0;
  const pool = makePool({
    max,
    create: () => {
      const creation = Promise.withResolvers<Thing>();
      creations.push(creation);
      return creation.promise;
    },
    destroy: (thing) => {
      const destruction = Promise.withResolvers<void>();
      destructions.push(destruction);
      return destruction.promise.then(() => {
        existing.delete(thing);
      });
    },
  });
  const borrowers: Borrower[] = [];
  const inState = (state: Borrower["state"]) => borrowers.filter((each) => each.state === state);
  let served = -1;
  const failure = new Error("creation failed");

  const acquire = () => {
    const place = borrowers.length;
    const borrower: Borrower = { state: "waiting", thing: undefined, stop: new AbortController() };
    borrowers.push(borrower);
    pool.acquire({ signal: borrower.stop.signal }).then(
      (thing) => {
        expect(inState("lent").map((each) => each.thing)).not.toContain(thing);
        // Those who asked before are served, or gave up.
        expect(place).toBeGreaterThan(served);
        served = place;
        borrower.state = "lent";
        borrower.thing = thing;
      },
      (reason: unknown) => {
        expect(reason === failure || borrower.stop.signal.aborted).toBe(true);
        borrower.state = "rejected";
      },
    );
  };
  const giveBack = (borrower: Borrower | undefined, broken: boolean) => {
    if (borrower?.thing === undefined) return;
    borrower.state = "returned";
    pool.release(borrower.thing, { broken });
  };
  const finishCreation = () => {
    const creation = creations.shift();
    if (creation === undefined) return;
    const thing = { number: made++, broken: false };
    existing.add(thing);
    creation.resolve(thing);
  };
  const act: Record<Step["do"], (which: number) => void> = {
    acquire,
    made: finishCreation,
    failed: () => creations.shift()?.reject(failure),
    release: (which) => giveBack(inState("lent")[which % Math.max(1, inState("lent").length)], false),
    broken: (which) => giveBack(inState("lent")[which % Math.max(1, inState("lent").length)], true),
    abort: (which) => inState("waiting")[which % Math.max(1, inState("waiting").length)]?.stop.abort(),
    gone: () => destructions.shift()?.resolve(),
  };
  for (const each of steps) {
    act[each.do](each.which);
    await turn();
    expect(existing.size + creations.length).toBeLessThanOrEqual(max);
    const { size, idle, waiting, acquired, failed } = pool.statistics;
    expect(size).toBe(idle + inState("lent").length);
    expect(waiting).toBe(inState("waiting").length);
    expect(acquired).toBe(inState("lent").length + inState("returned").length);
    expect(failed).toBe(inState("rejected").length);
    if (waiting > 0) expect(idle).toBe(0);
  }
  // Everyone who still waits is served once the others are done; then close ends with nothing left.
  const closing = pool.close();
  while (inState("waiting").length + inState("lent").length + creations.length + destructions.length > 0) {
    giveBack(inState("lent")[0], false);
    finishCreation();
    destructions.shift()?.resolve();
    await turn();
  }
  await closing;
  expect(existing.size).toBe(0);
  expect(pool.statistics).toMatchObject({ size: 0, idle: 0, waiting: 0 });
  expect(pool.statistics.created).toBe(pool.statistics.destroyed);
}
