import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CachePolicy } from "../../../kernel-lib/src/framework/cache/cache.ts";
import { createManagedCache } from "../../../kernel-lib/src/framework/cache/create-managed-cache.ts";
import { collectGarbage } from "../../collect-garbage.ts";
import { holds } from "../../holds.ts";
import { lab, notToBeCalled } from "./managed-lab.ts";

describe("disposal", () => {
  test("tells why each value went", () => {
    const { cache, disposed } = lab({ capacity: 2, maxWeight: 100, weigh: (value) => value });
    cache.set("a", 1);
    cache.set("a", 2);
    cache.set("b", 3);
    cache.set("c", 4);
    cache.delete("b");
    cache.delete("b");
    cache.set("c", 101);
    cache.set("d", 5);
    cache.set("e", 6);
    cache.clear();
    expect(disposed).toEqual([
      ["a", 1, "replace"],
      ["a", 2, "evict"],
      ["b", 3, "delete"],
      ["c", 4, "replace"],
      ["c", 101, "too-heavy"],
      ["d", 5, "clear"],
      ["e", 6, "clear"],
    ]);
    expect(cache.statistics).toMatchObject({ evictions: 1, weight: 0 });
  });

  test("may use the cache: it finds it as the call leaves it, and its own calls dispose too", () => {
    const seen: unknown[] = [];
    const cache = createManagedCache<string, number>({
      capacity: 2,
      onDispose: (value, key, reason) => {
        seen.push([key, value, reason, [...cache].length]);
        if (value > 0) cache.set(key, value - 1);
      },
    });
    cache.set("a", 2);
    cache.set("b", 0);
    cache.set("c", 0);
    // Out goes a: 2, and comes back as 1, for which b goes.
    expect(seen).toEqual([
      ["a", 2, "evict", 2],
      ["b", 0, "evict", 2],
    ]);
    expect([...cache]).toEqual([
      ["a", 1],
      ["c", 0],
    ]);
    cache.clear();
    expect(seen.slice(2)).toEqual([
      ["c", 0, "clear", 0],
      ["a", 1, "clear", 0],
    ]);
    expect([...cache]).toEqual([["a", 0]]);
  });

  test("that throws reaches the caller after all were told, and the work is done", async () => {
    const told: string[] = [];
    const cache = createManagedCache<string, number>({
      capacity: 10,
      maxWeight: 10,
      weigh: (value) => value,
      onDispose: (_, key) => {
        told.push(key);
        throw new Error(key);
      },
    });
    cache.set("a", 4);
    cache.set("b", 6);
    expect(() => cache.set("b", 5)).toThrow("b");
    expect(cache.get("b")).toBe(5);
    expect(() => cache.set("c", 8)).toThrow(
      expect.objectContaining({ name: "AggregateError", errors: [new Error("a"), new Error("b")] }),
    );
    expect([told, [...cache], cache.statistics.weight]).toEqual([["b", "a", "b"], [["c", 8]], 8]);
    await expect(cache.load("d", async () => 9)).rejects.toThrow("c");
    expect(cache.get("d")).toBe(9);
    expect(() => cache.delete("d")).toThrow("d");
    expect(cache.size).toBe(0);
    cache.set("e", 1);
    expect(() => cache.clear()).toThrow("e");
    cache.set("e", 1);
    expect(cache.get("e")).toBe(1);
  });

  const puts = fc.array(fc.tuple(fc.nat(12), fc.nat(40)), { maxLength: 150 });

  test.each<CachePolicy>(["lru", "s3-fifo"])("of %s: each value is in the cache or was told of once", (policy) => {
    return holds(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 60 }),
        puts,
        (capacity, maxWeight, steps) => {
          const left: object[] = [];
          const weigh = ({ weight }: { weight: number }) => weight;
          const onDispose = (value: object) => left.push(value);
          const cache = createManagedCache<number, { weight: number }>({
            capacity,
            policy,
            maxWeight,
            weigh,
            onDispose,
          });
          const all = steps.map(([key, weight]) => {
            const value = { weight };
            cache.set(key, value);
            expect(cache.peek(key)).toBe(weight > maxWeight ? undefined : value);
            const within = [...cache].reduce((sum, [, each]) => sum + each.weight, 0);
            expect(cache.statistics.weight).toBe(within);
            expect(within).toBeLessThanOrEqual(maxWeight);
            expect(cache.size).toBeLessThanOrEqual(capacity);
            if (weight % 3 === 0) cache.get(key);
            return value;
          });
          const present = [...cache].map(([, value]) => value);
          expect(present.length + left.length).toBe(all.length);
          expect(new Set([...present, ...left])).toEqual(new Set(all));
        },
      ),
      300,
    );
  });
});

describe("weight", () => {
  const weigh = (value: number) => value;

  test.each([
    [64_000, 1_000],
    [6_463, 100],
    [63, 1],
    [2 ** 40, 2 ** 24 - 1],
  ])("alone, of %i, has a capacity of %i", (maxWeight, capacity) => {
    expect(createManagedCache<string, number>({ maxWeight, weigh }).capacity).toBe(capacity);
  });

  test("a heavier value for a key evicts others, not itself", () => {
    const { cache, disposed } = lab({ maxWeight: 10, weigh });
    cache.set("a", 2);
    cache.set("b", 4);
    cache.set("c", 4);
    cache.set("a", 5);
    expect([...cache]).toEqual([
      ["a", 5],
      ["c", 4],
    ]);
    expect(disposed).toEqual([
      ["a", 2, "replace"],
      ["b", 4, "evict"],
    ]);
    expect(cache.statistics).toMatchObject({ evictions: 1, weight: 9 });
  });

  test("a load whose value is too heavy gives it, and puts nothing", async () => {
    const { cache, disposed } = lab({ maxWeight: 10, weigh });
    expect(await cache.load("a", async () => 11)).toBe(11);
    expect([cache.size, disposed]).toEqual([0, [["a", 11, "too-heavy"]]]);
  });

  test.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "5", undefined, 2 ** 53])(
    "of %s is refused, and nothing changes",
    async (weight) => {
      const { cache } = lab({ maxWeight: 10, weigh: (value) => (value === 7 ? (weight as number) : 1) });
      cache.set("a", 1);
      const refusal = expect.objectContaining({
        code: "invalid-cache-option",
        data: { option: "weigh(value, key)", value: weight },
      });
      const loads = cache.load("c", async () => 3);
      for (const key of ["a", "c"]) expect(() => cache.set(key, 7)).toThrow(refusal);
      expect([await loads, cache.delete("c")]).toEqual([3, true]);
      const record = { expiresIn: null, slidingTtl: null, tags: [] };
      const records = [1, 7].map((value) => ({ key: "a", value, ...record }));
      expect(() => cache.restore(records)).toThrow(refusal);
      await expect(cache.load("b", async () => 7)).rejects.toThrow(refusal);
      expect([[...cache], cache.statistics.weight]).toEqual([[["a", 1]], 1]);
    },
  );
});

test.each<CachePolicy>(["lru", "s3-fifo"])(
  "of %s a million distinct misses leave nothing but the capacity",
  async (policy) => {
    const { cache } = lab({ capacity: 1_000, policy, ttl: 1, onDispose: undefined });
    await collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let key = 0; key < 1_000_000; key++) cache.get(`a key that nobody has put: ${key}`);
    for (let key = 0; key < 100_000; key++) {
      cache.set(`a key that somebody has put: ${key}`, key, { tags: ["t"] });
      cache.invalidateTag(`a tag that nothing has: ${key}`);
    }
    for (let key = 0; key < 1_000; key++) await cache.load(`a load: ${key}`, notToBeCalled).catch(() => {});
    await collectGarbage();
    // Held, the keys that missed alone were 66 MB, and the tags alone 11 MB.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(3e6);
    expect(cache.size).toBe(1_000);
    expect(cache.statistics).toMatchObject({ misses: 1_001_000, loads: 1_000, loadErrors: 1_000 });
  },
);
