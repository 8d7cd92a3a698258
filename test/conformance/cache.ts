import { getEventListeners } from "node:events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cache, CacheOptions } from "../../kernel-lib/src/framework/cache/cache.ts";
import { collectGarbage } from "../collect-garbage.ts";
import { holds } from "../holds.ts";

/** A cache under test: all of the contract, but that its dumps have a form of their own. */
export interface AnyCache<Key, Value> extends Omit<Cache<Key, Value>, "dump" | "restore"> {
  dump(): readonly unknown[];
  restore(dump: readonly unknown[]): void;
}

/** Makes the cache under test. */
export type MakeCache = <Key, Value>(options: CacheOptions) => AnyCache<Key, Value>;

/** Until whatever can go on has gone on. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A promise with its ends outside. */
function held<Value>() {
  const { promise, resolve, reject } = Promise.withResolvers<Value>();
  return { promise, resolve, reject };
}

/** What every cache must do, whatever its policy. */
export function cacheConformance(make: MakeCache): void {
  describe("any cache", () => {
    it("gives what was put, and undefined for what was not", () => {
      const cache = make<string, number>({ capacity: 3 });
      expect(cache.get("a")).toBeUndefined();
      cache.set("a", 1);
      cache.set("a", 2);
      expect([cache.get("a"), cache.peek("a"), cache.has("a"), cache.has("b"), cache.size]).toEqual([
        2,
        2,
        true,
        false,
        1,
      ]);
      expect([...cache]).toEqual([["a", 2]]);
      expect(cache.capacity).toBe(3);
    });

    it("keeps both zeros as one key, which is 0, as a Map does", () => {
      const cache = make<number, string>({ capacity: 3 });
      cache.set(-0, "negative");
      cache.set(0, "positive");
      expect([...cache]).toEqual([...new Map([[-0, "positive"]])]);
      expect(Object.is([...cache][0]?.[0], 0)).toBe(true);
    });

    it("never holds more than its capacity", () => {
      for (const capacity of [1, 2, 255, 256, 1_000]) {
        const cache = make<number, number>({ capacity });
        for (let key = 0; key < 3 * capacity; key++) {
          cache.set(key, key);
          expect(cache.size).toBeLessThanOrEqual(capacity);
          expect(cache.peek(key)).toBe(key);
        }
        expect(cache.size).toBe(capacity);
        expect(cache.statistics.evictions).toBe(2 * capacity);
      }
    });

    it("deletes and clears, and can be filled again", () => {
      const cache = make<string, number>({ capacity: 2 });
      for (let time = 0; time < 3; time++) {
        cache.set("a", 1);
        cache.set("b", 2);
        expect([cache.delete("a"), cache.delete("a"), cache.size]).toEqual([true, false, 1]);
        cache.set("c", 3);
        expect([cache.has("b"), cache.has("c"), cache.size]).toEqual([true, true, 2]);
        cache.clear();
        expect([cache.size, cache.get("b"), [...cache]]).toEqual([0, undefined, []]);
      }
      expect(cache.statistics.evictions).toBe(0);
    });

    it("tells keys apart as a Map does", () => {
      const cache = make<unknown, string>({ capacity: 20 });
      const object = {};
      const keys = [
        Number.NaN,
        0,
        "0",
        "",
        null,
        undefined,
        true,
        1n,
        Symbol.iterator,
        object,
        {},
        "__proto__",
        "constructor",
        "\ud800",
      ];
      for (const [place, key] of keys.entries()) cache.set(key, `${place}`);
      expect(keys.map((key) => cache.get(key))).toEqual(keys.map((_, place) => `${place}`));
      expect(cache.get(-0)).toBe("1");
      expect(cache.has("toString")).toBe(false);
      expect(cache.size).toBe(keys.length);
    });

    it("counts hits and misses of get and load, not of peek and has", async () => {
      const cache = make<string, number>({ capacity: 2 });
      cache.set("a", 1);
      cache.get("a");
      cache.get("b");
      cache.peek("a");
      cache.peek("b");
      cache.has("b");
      expect(await cache.load("a", async () => 9)).toBe(1);
      expect(await cache.load("c", async () => 3)).toBe(3);
      expect(cache.statistics).toMatchObject({ hits: 2, misses: 2, evictions: 0 });
    });

    it("holds undefined as a value", async () => {
      const cache = make<string, undefined>({ capacity: 1 });
      cache.set("a", undefined);
      expect([cache.has("a"), cache.get("a"), cache.statistics.hits]).toEqual([true, undefined, 1]);
      expect(await cache.load("a", () => Promise.reject(new Error("not to be called")))).toBeUndefined();
    });

    it("may change while it is iterated: the entries of the beginning are given", () => {
      const cache = make<number, number>({ capacity: 3 });
      for (const key of [1, 2, 3]) cache.set(key, key);
      const seen: number[] = [];
      for (const [key] of cache) {
        seen.push(key);
        cache.delete(key);
        cache.set(key + 10, key);
      }
      expect(seen.sort()).toEqual([1, 2, 3]);
    });

    it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 24, "10" as unknown as number])(
      "refuses capacity %s",
      (capacity) => {
        expect(() => make({ capacity })).toThrow(
          expect.objectContaining({ code: "invalid-cache-capacity", data: expect.objectContaining({ capacity }) }),
        );
      },
    );
  });

  describe("load", () => {
    it("runs once for all that ask meanwhile, and again after it was put and deleted", async () => {
      const cache = make<string, number>({ capacity: 2 });
      const first = held<number>();
      const asked: string[] = [];
      const load = (key: string) => {
        asked.push(key);
        return first.promise;
      };
      const all = [cache.load("a", load), cache.load("a", load), cache.load("a", load)];
      first.resolve(7);
      expect(await Promise.all(all)).toEqual([7, 7, 7]);
      expect([asked, cache.get("a")]).toEqual([["a"], 7]);
      cache.delete("a");
      expect(await cache.load("a", async () => 8)).toBe(8);
      expect(cache.get("a")).toBe(8);
    });

    it("gives an error to all that wait, puts nothing, and tries again", async () => {
      const cache = make<string, number>({ capacity: 2 });
      const first = held<number>();
      const error = new Error("lost");
      const all = [cache.load("a", () => first.promise), cache.load("a", () => first.promise)];
      first.reject(error);
      expect(await Promise.allSettled(all)).toEqual([
        { status: "rejected", reason: error },
        { status: "rejected", reason: error },
      ]);
      expect(cache.size).toBe(0);
      expect(await cache.load("a", async () => 1)).toBe(1);
    });

    it("rejects where the function throws at once", async () => {
      const cache = make<string, number>({ capacity: 2 });
      const load = () => {
        throw new Error("at once");
      };
      await expect(cache.load("a", load)).rejects.toThrow("at once");
      expect(await cache.load("a", async () => 1)).toBe(1);
    });

    it.each([
      ["set", (cache: AnyCache<string, number>) => cache.set("a", 1), 1],
      ["delete", (cache: AnyCache<string, number>) => cache.delete("a"), undefined],
      ["clear", (cache: AnyCache<string, number>) => cache.clear(), undefined],
    ])("%s meanwhile wins over its result", async (_, change, then) => {
      const cache = make<string, number>({ capacity: 2 });
      const [stale, fresh] = [held<number>(), held<number>()];
      const before = cache.load("a", () => stale.promise);
      change(cache);
      stale.resolve(2);
      expect(await before).toBe(2);
      expect(cache.peek("a")).toBe(then);
      // One that begins after the change is not the one that began before it.
      cache.clear();
      const old = cache.load("a", () => stale.promise);
      change(cache);
      cache.delete("a");
      const again = cache.load("a", () => fresh.promise);
      expect(await old).toBe(2);
      expect(cache.has("a")).toBe(false);
      fresh.resolve(3);
      expect([await again, cache.get("a")]).toEqual([3, 3]);
    });

    it("of other keys run at the same time", async () => {
      const cache = make<number, number>({ capacity: 2 });
      const values = await Promise.all([1, 2, 3].map((key) => cache.load(key, async (of) => of * 10)));
      expect([values, cache.size]).toEqual([[10, 20, 30], 2]);
    });
  });

  describe("load with a signal", () => {
    const reason = new Error("no longer");

    it("who leaves gets the reason at once, the others the value", async () => {
      const cache = make<string, number>({ capacity: 2 });
      const [first, leaver] = [held<number>(), new AbortController()];
      let given: AbortSignal | undefined;
      const load = (_: string, signal: AbortSignal) => {
        given = signal;
        return first.promise;
      };
      const left = cache.load("a", load, { signal: leaver.signal });
      const stays = cache.load("a", load, { signal: new AbortController().signal });
      leaver.abort(reason);
      await expect(left).rejects.toBe(reason);
      expect(given?.aborted).toBe(false);
      first.resolve(7);
      expect([await stays, cache.get("a"), given?.aborted]).toEqual([7, 7, false]);
    });

    it("when all have left the load ends, its result is put nowhere, and the next one begins another", async () => {
      const cache = make<string, number>({ capacity: 2 });
      const [first, leavers] = [held<number>(), [new AbortController(), new AbortController()]];
      const signals: AbortSignal[] = [];
      const load = (_: string, signal: AbortSignal) => {
        signals.push(signal);
        return signals.length === 1 ? first.promise : Promise.resolve(signals.length);
      };
      const all = leavers.map(({ signal }) => cache.load("a", load, { signal }));
      await settled();
      leavers[0]?.abort(new Error("an earlier one"));
      expect(signals[0]?.aborted).toBe(false);
      leavers[1]?.abort(reason);
      expect([signals[0]?.aborted, signals[0]?.reason]).toEqual([true, reason]);
      const again = cache.load("a", load);
      first.resolve(1);
      expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
      expect([await again, cache.get("a"), signals[1]?.aborted]).toEqual([2, 2, false]);
    });

    it("who waits without one stays, and so does the load", async () => {
      const cache = make<string, number>({ capacity: 2 });
      const [first, leaver] = [held<number>(), new AbortController()];
      const stays = cache.load("a", () => first.promise);
      const left = cache.load("a", () => first.promise, { signal: leaver.signal });
      leaver.abort(reason);
      await expect(left).rejects.toBe(reason);
      first.resolve(3);
      expect([await stays, cache.get("a")]).toEqual([3, 3]);
    });

    it("that has fired begins nothing, and counts nothing", async () => {
      const cache = make<string, number>({ capacity: 2 });
      const load = () => Promise.reject(new Error("not to be called"));
      cache.set("there", 1);
      for (const key of ["there", "a"])
        await expect(cache.load(key, load, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      expect(cache.statistics).toMatchObject({ hits: 0, misses: 0 });
    });

    it("that fires before the load has begun leaves it unbegun", async () => {
      const cache = make<string, number>({ capacity: 2 });
      const leaver = new AbortController();
      let begun = 0;
      const left = cache.load("a", async () => ++begun, { signal: leaver.signal });
      leaver.abort(reason);
      await expect(left).rejects.toBe(reason);
      await settled();
      expect(begun).toBe(0);
      expect(await cache.load("a", async () => ++begun)).toBe(1);
    });

    it("a load that ends after all have left throws to nobody", async () => {
      const cache = make<string, number>({ capacity: 2 });
      const [first, leaver] = [held<number>(), new AbortController()];
      const left = cache.load("a", () => first.promise, { signal: leaver.signal });
      await settled();
      leaver.abort(reason);
      first.reject(new Error("lost"));
      await expect(left).rejects.toBe(reason);
      await settled();
    });

    it("is not listened to when all is over", async () => {
      const cache = make<string, number>({ capacity: 2 });
      const { signal } = new AbortController();
      const leaver = new AbortController();
      const never = cache.load("never", () => new Promise(() => {}), { signal: leaver.signal });
      await cache.load("a", async () => 1, { signal });
      await cache.load("a", async () => 1, { signal });
      await cache.load("b", () => Promise.reject(reason), { signal }).catch(() => {});
      leaver.abort(reason);
      await never.catch(() => {});
      expect([signal, leaver.signal].flatMap((each) => getEventListeners(each, "abort"))).toEqual([]);
    });

    it("of a load that was outlived by a set: it ends all the same, and the later load does not", async () => {
      const cache = make<string, number>({ capacity: 2 });
      const [later, leaver] = [held<number>(), new AbortController()];
      const signals: AbortSignal[] = [];
      const load = (_: string, signal: AbortSignal) => {
        signals.push(signal);
        return signals.length === 1 ? new Promise<number>(() => {}) : later.promise;
      };
      const left = cache.load("a", load, { signal: leaver.signal });
      await settled();
      cache.set("a", 1);
      cache.delete("a");
      const second = cache.load("a", load, { signal: new AbortController().signal });
      await settled();
      leaver.abort(reason);
      await expect(left).rejects.toBe(reason);
      expect(signals.map((signal) => signal.aborted)).toEqual([true, false]);
      later.resolve(5);
      expect([await second, cache.get("a")]).toEqual([5, 5]);
    });

    it("a load that never ends is held by nothing once all have left", async () => {
      const cache = make<object, number>({ capacity: 2 });
      const keys: WeakRef<object>[] = [];
      const leave = async () => {
        const [key, leaver] = [{}, new AbortController()];
        keys.push(new WeakRef(key));
        const left = cache.load(key, () => new Promise(() => {}), { signal: leaver.signal });
        await settled();
        leaver.abort(reason);
        await expect(left).rejects.toBe(reason);
      };
      for (let time = 0; time < 5; time++) await leave();
      await collectGarbage();
      expect(keys.map((key) => key.deref())).toEqual(keys.map(() => undefined));
    });

    it("who left a load that never ends is held by nothing while others wait for it", async () => {
      const cache = make<string, number>({ capacity: 2 });
      const stays = new AbortController();
      const waits = cache.load("a", () => new Promise(() => {}), { signal: stays.signal });
      const reasons: WeakRef<object>[] = [];
      const leave = async () => {
        const [leaver, own] = [new AbortController(), new Error("mine")];
        reasons.push(new WeakRef(own));
        const left = cache.load("a", () => Promise.reject(new Error("not to be called")), { signal: leaver.signal });
        leaver.abort(own);
        await left.catch(() => {});
      };
      for (let time = 0; time < 5; time++) await leave();
      await collectGarbage();
      expect(reasons.map((each) => each.deref())).toEqual(reasons.map(() => undefined));
      stays.abort(reason);
      await expect(waits).rejects.toBe(reason);
    });
  });

  describe("dump and restore", () => {
    it("lead to the same entries in the same order, and count as no use", () => {
      return holds(
        fc.property(fc.integer({ min: 1, max: 8 }), cacheSteps, (capacity, steps) => {
          const cache = make<number, number>({ capacity });
          for (const [what, key, value] of steps) {
            if (what === "get") cache.get(key);
            else if (what === "delete") cache.delete(key);
            else if (what === "set") cache.set(key, value);
          }
          const [before, counted] = [[...cache], cache.statistics];
          const dump = JSON.parse(JSON.stringify(cache.dump())) as readonly unknown[];
          expect([[...cache], cache.statistics]).toEqual([before, counted]);
          const other = make<number, number>({ capacity });
          other.restore(dump);
          expect([...other]).toEqual(before);
          expect(other.statistics).toMatchObject({ hits: 0, misses: 0, evictions: 0 });
        }),
        200,
      );
    });

    it("put into a cache that has entries as set does", () => {
      const [cache, other] = [make<string, number>({ capacity: 3 }), make<string, number>({ capacity: 3 })];
      for (const [key, value] of [
        ["a", 1],
        ["b", 2],
      ] as const)
        cache.set(key, value);
      for (const [key, value] of [
        ["x", 7],
        ["b", 8],
      ] as const)
        other.set(key, value);
      other.restore(cache.dump());
      expect(new Map(other)).toEqual(
        new Map([
          ["x", 7],
          ["a", 1],
          ["b", 2],
        ]),
      );
      other.restore(cache.dump().slice(0, 0));
      expect(other.size).toBe(3);
    });
  });
}

/** The policy itself, as naively as it can be said: a Map in the order of use. */
class NaiveLru {
  readonly entries = new Map<number, number>();
  readonly statistics = { hits: 0, misses: 0, evictions: 0 };
  readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get(key: number): number | undefined {
    const value = this.entries.get(key);
    if (value === undefined) this.statistics.misses++;
    else {
      this.statistics.hits++;
      this.entries.delete(key);
      this.entries.set(key, value);
    }
    return value;
  }

  set(key: number, value: number): void {
    const isNew = !this.entries.delete(key);
    const [oldest] = this.entries.keys();
    if (isNew && this.entries.size === this.capacity && oldest !== undefined) {
      this.entries.delete(oldest);
      this.statistics.evictions++;
    }
    this.entries.set(key, value);
  }
}

const step = fc.tuple(
  fc.constantFrom("get", "get", "get", "set", "set", "set", "peek", "has", "delete", "clear"),
  fc.nat(12),
  fc.nat(1_000),
);

/** What is done to a cache: the call, its key and its value. */
export const cacheSteps = fc.array(step, { maxLength: 120 });

/** What a cache must do that evicts the least recently used entry, exactly. */
export function lruConformance(make: MakeCache): void {
  describe("exact LRU", () => {
    it("does what the naive model does, step for step", () => {
      return holds(
        fc.property(fc.integer({ min: 1, max: 8 }), cacheSteps, (capacity, steps) => {
          const cache = make<number, number>({ capacity });
          const model = new NaiveLru(capacity);
          for (const [what, key, value] of steps) {
            if (what === "get") expect(cache.get(key)).toBe(model.get(key));
            else if (what === "peek") expect(cache.peek(key)).toBe(model.entries.get(key));
            else if (what === "has") expect(cache.has(key)).toBe(model.entries.has(key));
            else if (what === "delete") expect(cache.delete(key)).toBe(model.entries.delete(key));
            else if (what === "set") {
              cache.set(key, value);
              model.set(key, value);
            } else {
              cache.clear();
              model.entries.clear();
            }
            expect([...cache]).toEqual([...model.entries].reverse());
            expect(cache.size).toBe(model.entries.size);
            expect(cache.statistics).toMatchObject(model.statistics);
          }
        }),
        500,
      );
    });

    it("counts the same hits as the model on a long trace", () => {
      for (const capacity of [1, 300]) {
        const cache = make<number, number>({ capacity });
        const model = new NaiveLru(capacity);
        let state = 1;
        for (let request = 0; request < 50_000; request++) {
          state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
          const key = Math.floor((state / 2 ** 32) ** 3 * 2_000);
          if (cache.get(key) === undefined) cache.set(key, request);
          if (model.get(key) === undefined) model.set(key, request);
        }
        expect(cache.statistics).toMatchObject(model.statistics);
        expect([...cache]).toEqual([...model.entries].reverse());
      }
    });

    it("lets go of what it evicts, deletes and clears", async () => {
      const cache = make<object, object>({ capacity: 1 });
      const seen: WeakRef<object>[] = [];
      const put = () => {
        const [key, value] = [{}, {}];
        seen.push(new WeakRef(key), new WeakRef(value));
        cache.set(key, value);
        return new WeakRef(key);
      };
      put();
      const second = put();
      cache.delete(second.deref() ?? {});
      put();
      cache.clear();
      await collectGarbage();
      expect(seen.map((each) => each.deref())).toEqual(seen.map(() => undefined));
      expect(cache.statistics.evictions).toBe(1);
    });
  });
}
