import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cache, CacheOptions } from "../../kernel-lib/src/framework/cache/cache.ts";
import { holds } from "../holds.ts";

/** Makes the cache under test. */
export type MakeCache = <Key, Value>(options: CacheOptions) => Cache<Key, Value>;

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
      expect(cache.statistics).toEqual({ hits: 2, misses: 2, evictions: 0 });
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
      ["set", (cache: Cache<string, number>) => cache.set("a", 1), 1],
      ["delete", (cache: Cache<string, number>) => cache.delete("a"), undefined],
      ["clear", (cache: Cache<string, number>) => cache.clear(), undefined],
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
            expect(cache.statistics).toEqual(model.statistics);
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
        expect(cache.statistics).toEqual(model.statistics);
        expect([...cache]).toEqual([...model.entries].reverse());
      }
    });

    it("lets go of what it evicts, deletes and clears", async () => {
      setFlagsFromString("--expose-gc");
      const collect = runInNewContext("gc") as () => void;
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
      // A WeakRef that was read keeps its object until the present job ends.
      await new Promise((resolve) => setImmediate(resolve));
      collect();
      expect(seen.map((each) => each.deref())).toEqual(seen.map(() => undefined));
      expect(cache.statistics.evictions).toBe(1);
    });
  });
}
