import { expect, test } from "vitest";
import { policyCache } from "../../../kernel-lib/src/framework/cache/policy-cache.ts";

test.each(["lru", "s3-fifo"] as const)(
  "%s: what is evicted is told, and evictNext evicts one also where there is room",
  (policy) => {
    const evicted: (readonly [string, number])[] = [];
    const cache = policyCache<string, number>({ capacity: 3, policy }, (key, value) => evicted.push([key, value]));
    expect(cache.evictNext()).toBe(false);
    for (const [place, key] of ["a", "b", "c", "d"].entries()) cache.set(key, place);
    expect([evicted, cache.evictNext(), cache.size, cache.has("b")]).toEqual([
      [
        ["a", 0],
        ["b", 1],
      ],
      true,
      2,
      false,
    ]);
    cache.set("e", 4);
    expect(cache.size).toBe(3);
    cache.delete("c");
    expect([cache.evictNext(), cache.evictNext(), cache.evictNext(), cache.size]).toEqual([true, true, false, 0]);
    expect(evicted).toEqual([
      ["a", 0],
      ["b", 1],
      ["d", 3],
      ["e", 4],
    ]);
    expect(cache.statistics.evictions).toBe(4);
    cache.set("f", 5);
    expect([...cache]).toEqual([["f", 5]]);
  },
);
