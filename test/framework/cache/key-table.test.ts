import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CachePolicy } from "../../../kernel-lib/src/framework/cache/cache.ts";
import { createCache } from "../../../kernel-lib/src/framework/cache/create-cache.ts";
import { holds } from "../../holds.ts";

const policies: readonly CachePolicy[] = ["lru", "s3-fifo"];
const symbols = [Symbol("a"), Symbol("a"), Symbol.iterator];
const objects = [{}, [], () => {}];

/** Keys of all kinds, many at the borders of the kinds that have tables, and few enough to meet again. */
const anyKey = fc.oneof(
  fc.nat(30),
  fc.constantFrom(-0, -1, 2 ** 30, -(2 ** 30), -(2 ** 30) - 1, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1),
  fc.nat(8).map((each) => each * 2 ** 22),
  fc.constantFrom(0.5, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 1e300),
  fc.nat(30).map(String),
  fc.constantFrom("", "\ud800", "é", "日本", "__proto__"),
  fc.tuple(fc.nat(3), fc.constantFrom(63, 64, 65, 200)).map(([each, length]) => `${each}`.padStart(length, "x")),
  fc.bigInt({ min: -2n, max: 2n }),
  fc.constantFrom(null, undefined, true, false, ...symbols, ...objects),
);

describe.each(policies)("keys of any kind: %s", (policy) => {
  test("lead to what a Map has, where all have room", () => {
    const step = fc.tuple(fc.constantFrom("get", "set", "set", "get-or-set", "delete", "has"), anyKey, fc.nat());
    return holds(
      fc.property(fc.array(step, { maxLength: 200 }), fc.constantFrom(300, 20_000), (steps, capacity) => {
        const cache = createCache<unknown, number>({ capacity, policy });
        const map = new Map<unknown, number>();
        for (const [what, key, value] of steps) {
          if (what === "has") expect(cache.has(key)).toBe(map.has(key));
          else if (what === "delete") expect(cache.delete(key)).toBe(map.delete(key));
          else {
            const found = what === "set" ? undefined : cache.get(key);
            if (what !== "set") expect(found).toBe(map.get(key));
            if (what !== "get" && found === undefined) {
              cache.set(key, value);
              map.set(key, value);
            }
          }
        }
        expect(cache.size).toBe(map.size);
        expect(new Map(cache)).toEqual(map);
      }),
      300,
    );
  });

  test("are evicted and found again", () => {
    return holds(
      fc.property(fc.array(anyKey, { maxLength: 200 }), fc.integer({ min: 1, max: 12 }), (keys, capacity) => {
        const cache = createCache<unknown, number>({ capacity, policy });
        for (const [place, key] of keys.entries()) {
          const before = cache.get(key);
          if (before !== undefined) expect(keys.slice(0, place)).toContainEqual(keys[before]);
          cache.set(key, place);
          expect(cache.peek(key)).toBe(place);
          expect(cache.size).toBeLessThanOrEqual(capacity);
          expect(new Set([...cache].map(([each]) => each)).size).toBe(cache.size);
        }
      }),
      300,
    );
  });

  test("what was not found just before, and is then put twice, is there once", () => {
    const cache = createCache<unknown, number>({ capacity: 4, policy });
    for (const key of ["a", 1, "x".repeat(80), 1.5]) {
      for (const other of ["b", 2, "y".repeat(80), 2.5]) {
        expect([cache.get(key), cache.get(other)]).toEqual([undefined, undefined]);
        cache.set(key, 1);
        cache.set(key, 2);
        expect([cache.size, cache.get(key), cache.delete(key), cache.has(key)]).toEqual([1, 2, true, false]);
      }
    }
  });
});

/** As of the table of keys: strings that it cannot tell apart by their hash. Two characters more, each time, double their number. */
function alikeStrings(count: number): string[] {
  const factor = 0x9e3779b1 | 0;
  let alike = [""];
  let hash = Math.ceil(Math.log2(count)) * 2;
  while (alike.length < count) {
    const first = new Map<number, [number, number]>();
    for (let one = 0; ; one++) {
      const after = Math.imul(hash ^ one, factor);
      const before = first.get(after >>> 16);
      if (before === undefined) {
        first.set(after >>> 16, [one, after]);
        continue;
      }
      // The second characters make up for what the lower halves differ in.
      const second = (before[1] ^ after) & 0xffff;
      const endings = [String.fromCharCode(before[0], 0), String.fromCharCode(one, second)];
      alike = alike.flatMap((each) => endings.map((ending) => each + ending));
      hash = Math.imul(before[1], factor);
      break;
    }
  }
  return alike;
}

describe.each(policies)("keys that are chosen to be alike: %s", (policy) => {
  test.each([
    ["integers", Array.from({ length: 1_000 }, (_, each) => (each % 500) * 2 ** 22 + (each >= 500 ? 1 : 0) - 2 ** 30)],
    ["multiples of a power of two", Array.from({ length: 2_000 }, (_, each) => each * 4_096)],
    ["strings", alikeStrings(512)],
  ])("%s are told apart", (_, keys) => {
    const cache = createCache<unknown, number>({ capacity: 4_096, policy });
    const distinct = [...new Set<unknown>(keys)];
    for (let round = 0; round < 3; round++) {
      for (const [place, key] of distinct.entries()) {
        expect(cache.get(key)).toBe(round === 0 ? undefined : place);
        cache.set(key, place);
      }
      expect(cache.size).toBe(distinct.length);
    }
    for (const [place, key] of distinct.entries()) if (place % 3 === 0) expect(cache.delete(key)).toBe(true);
    expect(distinct.map((key) => cache.peek(key))).toEqual(
      distinct.map((_, place) => (place % 3 === 0 ? undefined : place)),
    );
    cache.clear();
    expect(distinct.filter((key) => cache.has(key))).toEqual([]);
  });

  test("strings, in a cache that is too small for them", () => {
    const cache = createCache<string, number>({ capacity: 100, policy });
    for (const [place, key] of alikeStrings(512).entries()) {
      expect(cache.get(key)).toBeUndefined();
      cache.set(key, place);
      expect([cache.peek(key), cache.size]).toEqual([place, Math.min(100, place + 1)]);
    }
    expect(new Set([...cache].map(([key]) => key)).size).toBe(100);
  });
});

test.each(policies)("%s: more entries than a chunk has, of several kinds", (policy) => {
  const cache = createCache<unknown, number>({ capacity: 20_000, policy });
  const keyOf = (each: number) => [each, `${each}`, `${each}`.padStart(80), each + 0.5, BigInt(each)][each % 5];
  for (let round = 0; round < 2; round++) {
    for (let each = 0; each < 20_000; each++) cache.set(keyOf(each), each);
    const wrong = Array.from({ length: 20_000 }, (_, each) => each).filter((each) => cache.peek(keyOf(each)) !== each);
    expect(wrong).toEqual([]);
    expect(cache.size).toBe(20_000);
    cache.clear();
  }
});
