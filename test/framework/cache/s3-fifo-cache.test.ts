import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cacheTraces } from "../../../datasets/cache-traces/traces.ts";
import { zipfTrace } from "../../../datasets/cache-traces/zipf.ts";
import { createCache } from "../../../kernel-lib/src/framework/cache/create-cache.ts";
import { createManagedCache } from "../../../kernel-lib/src/framework/cache/create-managed-cache.ts";
import { type AnyCache, cacheConformance, cacheSteps, type MakeCache } from "../../conformance/cache.ts";
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
  /** So many entries there may be for another reason than capacity, such as their weight. */
  readonly room: number;
  /** So many are on probation where the cache is full. */
  share: number;
  readonly mostRemembered: number;
  /** Who came to the main queue, from the first on, also those that have left it. */
  arrivals: Entry[] = [];

  constructor(capacity: number, room = capacity) {
    this.capacity = capacity;
    this.room = room;
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
    if (this.room < this.capacity && this.small.length + this.main.length === this.room) this.evict();
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
    const share = (this.share * (this.small.length + this.main.length)) / this.capacity;
    for (let passed = 0; ; passed++) {
      const mayPass = passed < 64;
      const fromSmall = this.small.length >= share || this.main.length === 0;
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
  test.each([
    ["entries", fc.constant(25), 13],
    ["weight, at any part of its capacity,", fc.integer({ min: 1, max: 3 }), 4],
  ])("bounded by %s does what the naive model does, step for step", (_, mosts, keys) => {
    return holds(
      fc.property(fc.integer({ min: 1, max: 25 }), mosts, cacheSteps, (capacity, most, steps) => {
        const room = Math.min(capacity, most);
        const cache =
          room === capacity
            ? make<number, number>({ capacity })
            : createManagedCache<number, number>({ capacity, policy: "s3-fifo", maxWeight: room, weigh: () => 1 });
        const model = new NaiveS3Fifo(capacity, room);
        for (const [what, any, value] of steps) {
          const key = any % keys;
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
          expect(cache.statistics).toMatchObject(model.statistics);
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

  test("bounded by weight far below its capacity it withstands a scan as it does when it is full", () => {
    const options = { capacity: 100_000, policy: "s3-fifo", maxWeight: 100, weigh: () => 1 } as const;
    const cache = createManagedCache<number, number>(options);
    for (let key = 0; key < 50; key++) cache.set(key, key);
    for (let time = 0; time < 2; time++) for (let key = 0; key < 50; key++) cache.get(key);
    for (let key = 1_000; key < 2_000; key++) cache.set(key, key);
    expect([...cache].filter(([key]) => key < 50)).toHaveLength(50);
  });

  test.each([
    ["plain", make({ capacity: 3 }) as AnyCache<string, number>],
    ["managed", createManagedCache<string, number>({ capacity: 3, policy: "s3-fifo" })],
  ])("what is deleted is not remembered, though it was evicted before: %s", (_, cache) => {
    for (const key of ["a", "b", "c", "d"]) cache.set(key, 1);
    expect(cache.delete("a")).toBe(false);
    cache.set("a", 1);
    cache.set("e", 1);
    // Were it in the main queue, it would be the first.
    expect([...cache].map(([key]) => key)).toEqual(["e", "a", "d"]);
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
function hitRate(cache: AnyCache<number, number>, keys: readonly number[]): number {
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
