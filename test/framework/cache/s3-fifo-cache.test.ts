import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cacheTraces } from "../../../datasets/cache-traces/traces.ts";
import { zipfTrace } from "../../../datasets/cache-traces/zipf.ts";
import type { Cache } from "../../../kernel-lib/src/framework/cache/cache.ts";
import { createCache } from "../../../kernel-lib/src/framework/cache/create-cache.ts";
import { cacheConformance, cacheSteps, type MakeCache } from "../../conformance/cache.ts";
import { holds } from "../../holds.ts";

const make: MakeCache = (options) => createCache({ ...options, policy: "s3-fifo" });

cacheConformance(make);

interface Entry {
  readonly key: number;
  value: number;
  uses: number;
}

/** The policy as naively as it can be said: lists, the oldest first. */
class NaiveS3Fifo {
  small: Entry[] = [];
  main: Entry[] = [];
  /** Keys by place, the next to be overwritten at `next`; a key that came back or was deleted leaves a hole. */
  remembered: (number | undefined)[] = [];
  next = 0;
  readonly statistics = { hits: 0, misses: 0, evictions: 0 };
  readonly capacity: number;
  /** So many are on probation. */
  share: number;
  readonly mostRemembered: number;
  /** Who came to the main queue, from the first on, also those that have left it. */
  arrivals: Entry[] = [];

  constructor(capacity: number) {
    this.capacity = capacity;
    this.share = this.part(0.3);
    this.mostRemembered = this.part(0.9);
  }

  part(share: number): number {
    return Math.max(1, Math.floor(this.capacity * share));
  }

  entry(key: number): Entry | undefined {
    return [...this.small, ...this.main].find((each) => each.key === key);
  }

  get(key: number): number | undefined {
    const found = this.entry(key);
    if (found === undefined) this.statistics.misses++;
    else {
      this.statistics.hits++;
      this.use(found);
    }
    return found?.value;
  }

  use(entry: Entry): void {
    const [oldest] = this.main;
    if (this.main.includes(entry) && entry.uses === 0 && oldest !== undefined) {
      const between = this.arrivals.lastIndexOf(entry) - this.arrivals.lastIndexOf(oldest);
      if (between < this.part(0.02)) this.share = Math.max(this.part(0.01), this.share - this.part(0.03));
    }
    entry.uses = Math.min(3, entry.uses + 1);
  }

  set(key: number, value: number): void {
    const found = this.entry(key);
    if (found !== undefined) {
      found.value = value;
      this.use(found);
      return;
    }
    const noted = this.remembered.indexOf(key);
    if (noted >= 0) {
      const after = (this.next - 1 - noted + this.mostRemembered) % this.mostRemembered;
      if (after < this.part(0.03)) this.share = Math.min(this.part(0.8), this.share + this.part(0.015));
      this.remembered[noted] = undefined;
    }
    if (this.small.length + this.main.length === this.capacity) this.evict();
    const entry = { key, value, uses: 0 };
    if (noted >= 0) this.enter(entry);
    else this.small.push(entry);
  }

  evict(): void {
    this.statistics.evictions++;
    for (let passed = 0; ; passed++) {
      const mayPass = passed < 64;
      const fromSmall = this.small.length >= this.share || this.main.length === 0;
      const entry = (fromSmall ? this.small : this.main).shift();
      if (entry === undefined) throw new Error("nothing to evict");
      if (entry.uses === 0 || !mayPass) {
        if (fromSmall) this.remember(entry.key);
        return;
      }
      entry.uses = fromSmall ? 0 : entry.uses - 1;
      this.enter(entry);
    }
  }

  enter(entry: Entry): void {
    this.main.push(entry);
    this.arrivals.push(entry);
  }

  remember(key: number): void {
    this.remembered[this.next] = key;
    this.next = (this.next + 1) % this.mostRemembered;
  }

  delete(key: number): boolean {
    const there = this.entry(key) !== undefined;
    this.small = this.small.filter((each) => each.key !== key);
    this.main = this.main.filter((each) => each.key !== key);
    this.remembered = this.remembered.map((each) => (each === key ? undefined : each));
    return there;
  }

  clear(): void {
    [this.small, this.main, this.remembered, this.next] = [[], [], [], 0];
  }

  entries(): (readonly [number, number])[] {
    return [...this.main.toReversed(), ...this.small.toReversed()].map(({ key, value }) => [key, value]);
  }
}

describe("S3-FIFO", () => {
  test("does what the naive model does, step for step", () => {
    return holds(
      fc.property(fc.integer({ min: 1, max: 25 }), cacheSteps, (capacity, steps) => {
        const cache = make<number, number>({ capacity });
        const model = new NaiveS3Fifo(capacity);
        for (const [what, key, value] of steps) {
          if (what === "get") expect(cache.get(key)).toBe(model.get(key));
          else if (what === "peek") expect(cache.peek(key)).toBe(model.entry(key)?.value);
          else if (what === "has") expect(cache.has(key)).toBe(model.entry(key) !== undefined);
          else if (what === "delete") expect(cache.delete(key)).toBe(model.delete(key));
          else if (what === "set") {
            cache.set(key, value);
            model.set(key, value);
          } else {
            cache.clear();
            model.clear();
          }
          expect([...cache]).toEqual(model.entries());
          expect(cache.size).toBe(model.entries().length);
          expect(cache.statistics).toEqual(model.statistics);
        }
      }),
      500,
    );
  });

  test("has the entries and the hits of the model after a long trace", () => {
    for (const capacity of [10, 100, 350]) {
      const cache = make<number, number>({ capacity });
      const model = new NaiveS3Fifo(capacity);
      for (const [place, key] of zipfTrace(10 * capacity, 10_000, 0.8, capacity).entries()) {
        if (cache.get(key) === undefined) cache.set(key, place);
        if (model.get(key) === undefined) model.set(key, place);
      }
      expect(cache.statistics).toEqual(model.statistics);
      expect([...cache]).toEqual(model.entries());
    }
  });

  test("a cache whose every entry was used often evicts one all the same, at once", () => {
    const cache = make<number, number>({ capacity: 2_000 });
    for (let key = 0; key < 2_000; key++) cache.set(key, key);
    for (let time = 0; time < 4; time++) for (let key = 0; key < 2_000; key++) cache.get(key);
    cache.set(2_000, 0);
    expect([cache.size, cache.has(2_000), cache.statistics.evictions]).toEqual([2_000, true, 1]);
  });

  test("remembers keys, and no more than nine tenths of its capacity of them; no values", async () => {
    const cache = make<string, object>({ capacity: 10 });
    const values: WeakRef<object>[] = [];
    for (let key = 0; key < 1_000; key++) {
      const value = {};
      values.push(new WeakRef(value));
      cache.set(`${key}`, value);
    }
    cache.set("989", {});
    expect([...cache][0]?.[0]).toBe("989");
    expect(cache.size).toBe(10);
  });
});

/** Hit rate in percent of a cache that is asked for the keys, and given those that it has not. */
function hitRate(cache: Cache<number, number>, keys: readonly number[]): number {
  for (const key of keys) if (cache.get(key) === undefined) cache.set(key, key);
  return (100 * cache.statistics.hits) / keys.length;
}

describe("hit rates at 1,000 entries, against exact LRU", () => {
  const rates = cacheTraces().map(({ name, keys }) => ({
    name,
    lru: hitRate(createCache({ capacity: 1_000 }), keys),
    resistant: hitRate(make({ capacity: 1_000 }), keys),
  }));

  test.each(rates)("$name: $lru, $resistant", ({ lru, resistant }) => {
    expect(resistant).toBeGreaterThan(lru - 1);
  });

  test("on zipf 0.99 at a tenth of the keys at least five points more", () => {
    const zipf = rates.find(({ name }) => name === "zipf");
    expect(zipf && zipf.resistant - zipf.lru).toBeGreaterThan(5);
  });
});

test("a policy that there is not is refused by name", () => {
  const options = { capacity: 1, policy: "mru" as "lru" };
  expect(() => createCache(options)).toThrow(
    expect.objectContaining({ code: "invalid-cache-policy", message: expect.stringContaining('"mru"') }),
  );
  expect(() => createCache({ capacity: 1, policy: "constructor" as "lru" })).toThrow(/constructor/);
});
