import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { PoolEvent, PoolOptions } from "../../kernel-lib/src/framework/db/pool.ts";
import { handClock } from "./hand-clock.ts";
import { factory, type MakePool, type Thing } from "./pool.ts";

/** What a pool does as time goes by. */
export function describePoolLimits(name: string, makePool: MakePool): void {
  function timed(options: Partial<PoolOptions<Thing>>) {
    const clock = handClock();
    const events: PoolEvent<Thing>[] = [];
    const things = factory();
    const pool = makePool({
      ...things,
      max: 3,
      clock,
      chance: () => 0,
      onEvent: (event) => events.push(event),
      ...options,
    });
    /** "destroyed 0 idle" */
    const told = () =>
      events.map((event) =>
        [event.kind, "resource" in event ? event.resource.number : "", "reason" in event ? event.reason : ""]
          .join(" ")
          .trim(),
      );
    return { clock, pool, events, told, ...things };
  }

  describe(`${name}, over time`, () => {
    test("idle resources go when their time is up, the ones that were idle longest first, and `min` stay", async () => {
      const { clock, pool, gone } = timed({ idleTimeout: 100, min: 1 });
      const lent = [await pool.acquire(), await pool.acquire(), await pool.acquire()] as const;
      for (const thing of lent) {
        pool.release(thing);
        clock.turn(20);
      }
      clock.turn(50);
      expect(gone).toEqual([lent[0]]);
      clock.turn(500);
      expect(gone).toEqual([lent[0], lent[1]]);
      expect(pool.statistics).toMatchObject({ size: 1, idle: 1 });
      await pool.close();
      expect(clock.timers).toBe(0);
    });

    test("a resource is not used beyond its lifetime, which is shorter by chance", async () => {
      const { clock, pool, told } = timed({ maxLifetime: 1_000, lifetimeJitter: 0.5, chance: () => 0.5 });
      const first = await pool.acquire();
      clock.turn(700);
      pool.release(first);
      expect(told()).toEqual(["created 0"]);
      clock.turn(100);
      await turn();
      expect(told()).toEqual(["created 0", "destroyed 0 lifetime"]);
      const second = await pool.acquire();
      clock.turn(2_000);
      pool.release(second);
      await turn();
      expect(told().slice(2)).toEqual(["created 1", "destroyed 1 lifetime"]);
      await pool.close();
    });

    test("those that go are made again up to `min`", async () => {
      const { pool, clock, made } = timed({ maxLifetime: 100, min: 2 });
      await turn();
      expect(made).toHaveLength(2);
      clock.turn(110);
      await turn();
      expect(made).toHaveLength(4);
      expect(pool.statistics).toMatchObject({ size: 2, idle: 2, created: 4, destroyed: 2 });
      await pool.close();
    });

    test("one that was idle for long is tested before it is lent, one that was used just now is not", async () => {
      const tested: number[] = [];
      const { clock, pool, told } = timed({
        testAfter: 100,
        test: async (thing) => {
          tested.push(thing.number);
          if (thing.number === 1) throw new Error("gone");
          return thing.number !== 0;
        },
      });
      const [a, b] = [await pool.acquire(), await pool.acquire()];
      pool.release(a);
      pool.release(await pool.acquire());
      pool.release(b);
      expect(tested).toEqual([]);
      clock.turn(200);
      const got = await pool.acquire();
      expect(got.number).toBe(2);
      expect(tested).toEqual([1, 0]);
      expect(told()).toEqual(
        ["created 0", "created 1", "destroyed 1 test", "destroyed 0 test", "created 2"].sort(byTime(told())),
      );
      pool.release(got);
      clock.turn(200);
      expect(await pool.acquire()).toBe(got);
      pool.release(got);
      await pool.close();
    });

    test("a borrower that gives up during the test does not lose the resource", async () => {
      const testing = Promise.withResolvers<boolean>();
      const { clock, pool } = timed({ testAfter: 10, test: () => testing.promise });
      pool.release(await pool.acquire());
      clock.turn(100);
      const stop = new AbortController();
      const asked = pool.acquire({ signal: stop.signal });
      const reason = new Error("enough");
      stop.abort(reason);
      testing.resolve(true);
      await expect(asked).rejects.toBe(reason);
      expect(pool.statistics).toMatchObject({ idle: 1, size: 1, failed: 1 });
      await pool.close();
    });

    test("what comes back is reset before another gets it; where that fails it goes", async () => {
      const steps: string[] = [];
      const { pool, told } = timed({
        max: 1,
        reset: async ({ number }) => {
          steps.push(`reset ${number}`);
          await turn();
          if (number === 1) throw new Error("cannot be reset");
        },
      });
      const first = await pool.acquire();
      const next = pool.acquire().then((thing) => {
        steps.push(`lent ${thing.number}`);
        return thing;
      });
      pool.release(first, { broken: true });
      pool.release(await next);
      const third = await pool.acquire();
      expect(third.number).toBe(2);
      expect(steps).toEqual(["lent 1", "reset 1"]);
      expect(told()).toEqual(expect.arrayContaining(["reset-failed 1", "destroyed 1 reset"]));
      pool.release(third);
      await pool.close();
      expect(steps).toEqual(["lent 1", "reset 1", "reset 2"]);
    });

    test("one that takes too long to be made is given up: its waiter is told, and it goes when it comes", async () => {
      const slow = Promise.withResolvers<Thing>();
      let calls = 0;
      const { clock, pool, told } = timed({
        max: 1,
        createTimeout: 100,
        create: () => (calls++ === 0 ? slow.promise : Promise.resolve({ number: 7, broken: false })),
      });
      const refused = expect(pool.acquire()).rejects.toMatchObject({ code: "pool-create-timeout" });
      clock.turn(100);
      await refused;
      const second = await pool.acquire();
      expect(second.number).toBe(7);
      slow.resolve({ number: 6, broken: false });
      await turn();
      expect(told()).toContain("destroyed 6 late");
      pool.release(second);
      await pool.close();
    });

    test("one that is not given back is told of once, with who borrowed it", async () => {
      const { clock, pool, events } = timed({ leakAfter: 1_000 });
      async function forgetful() {
        return pool.acquire();
      }
      const thing = await forgetful();
      clock.turn(5_000);
      const leaks = events.filter(({ kind }) => kind === "leaked");
      expect(leaks).toEqual([
        { kind: "leaked", resource: thing, milliseconds: 1_000, borrower: expect.stringContaining("forgetful") },
      ]);
      pool.release(thing);
      clock.turn(5_000);
      expect(events.filter(({ kind }) => kind === "leaked")).toHaveLength(1);
      await pool.close();
    });

    test("close waits no longer than it was told: what is lent goes, who waits is refused, and may give back", async () => {
      const { clock, pool, told } = timed({ max: 1 });
      const lent = await pool.acquire();
      const waits = expect(pool.acquire()).rejects.toMatchObject({ code: "pool-closed" });
      const closing = pool.close({ within: 1_000 });
      clock.turn(1_010);
      await waits;
      await closing;
      expect(told()).toEqual(["created 0", "destroyed 0 closed"]);
      pool.release(lent);
      expect(() => pool.release(lent)).toThrow(expect.objectContaining({ code: "pool-misuse" }));
      expect(clock.timers).toBe(0);
    });

    test("close waits no longer for what is being made, tested or reset, and keeps its own time", async () => {
      const never = new Promise<never>(() => {});
      const { clock, pool } = timed({ max: 2, reset: () => never, idleTimeout: 1e6 });
      const first = await pool.acquire();
      pool.release(first);
      const closing = pool.close({ within: 50 });
      clock.turn(60);
      await closing;
      const making = timed({ max: 1, create: () => never });
      const waits = expect(making.pool.acquire()).rejects.toMatchObject({ code: "pool-closed" });
      const ended = making.pool.close({ within: 50 });
      making.clock.turn(60);
      await Promise.all([waits, ended]);
    });

    test("without limits no clock runs", async () => {
      const { clock, pool } = timed({});
      pool.release(await pool.acquire());
      expect(clock.timers).toBe(0);
      await pool.close();
    });

    test.each([
      ["createTimeout", { createTimeout: -1 }],
      ["idleTimeout", { idleTimeout: Number.NaN }],
      ["maxLifetime", { maxLifetime: 2 ** 31 }],
      ["leakAfter", { leakAfter: 0 }],
      ["lifetimeJitter", { lifetimeJitter: 1 }],
      ["testAfter", { testAfter: -1 }],
    ])("a wrong %s is refused", (option, given) => {
      expect(() => timed(given)).toThrow(
        expect.objectContaining({ code: "invalid-pool-option", data: expect.objectContaining({ option }) }),
      );
    });
  });
}

/** Sorts as they came. */
const byTime = (told: readonly string[]) => (a: string, b: string) => told.indexOf(a) - told.indexOf(b);
