import fc from "fast-check";
import { expect, test } from "vitest";
import { createManagedCache } from "../../../kernel-lib/src/framework/cache/create-managed-cache.ts";
import type {
  CacheDisposeReason,
  CacheEntryOptions,
  ManagedCacheOptions,
} from "../../../kernel-lib/src/framework/cache/managed-cache.ts";
import { holds } from "../../holds.ts";
import {
  NaiveManagedCache,
  type NaiveOptions,
  type NaiveValue,
  type Outcome,
  weightOf,
} from "./naive-managed-cache.ts";

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const time = fc.integer({ min: 1, max: 20 });
const tags = fc.uniqueArray(fc.constantFrom("__proto__", "a", "b"), { maxLength: 2 });

const naiveOptions: fc.Arbitrary<NaiveOptions> = fc.record({
  capacity: fc.integer({ min: 1, max: 5 }),
  maxWeight: maybe(fc.integer({ min: 1, max: 20 })),
  ttl: maybe(time),
  sliding: fc.boolean(),
  staleFor: maybe(time),
  absentTtl: maybe(time),
});

/** An entry whose options ask for sliding has a ttl of its own: without any that is refused. */
const entryOptions: fc.Arbitrary<CacheEntryOptions> = fc.oneof(
  fc.record({ ttl: maybe(time), tags: maybe(tags) }),
  fc.record({ ttl: time, sliding: maybe(fc.boolean()), tags: maybe(tags) }),
);

const step = fc.record({
  what: fc.constantFrom(
    ...["get", "get", "set", "set", "set", "peek", "delete", "clear", "purge", "wait", "wait"],
    ...["invalidate", "load", "load", "load", "end", "end", "leave"],
  ),
  key: fc.nat(6),
  value: fc.oneof({ weight: 4, arbitrary: fc.nat(1_000) }, fc.constant(null)),
  options: entryOptions,
  tag: fc.constantFrom("__proto__", "a", "b"),
  fails: fc.boolean(),
  pick: fc.nat(1_000),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** The cache and the model side by side. */
class Pair {
  readonly model: NaiveManagedCache;
  readonly options: ManagedCacheOptions<number, NaiveValue>;
  readonly cache;
  readonly disposed: (readonly [NaiveValue, number, CacheDisposeReason])[] = [];
  readonly refreshErrors: (readonly [unknown, number])[] = [];
  readonly outcomes: Outcome[] = [];
  readonly leavers: AbortController[] = [];
  readonly loads: (PromiseWithResolvers<NaiveValue> & { readonly signal: AbortSignal })[] = [];

  constructor(options: NaiveOptions) {
    this.model = new NaiveManagedCache(options);
    const { capacity, maxWeight, staleFor, ...others } = options;
    this.options = {
      ...others,
      ...(maxWeight === undefined ? { capacity } : { capacity, maxWeight, weigh: weightOf }),
      ...(staleFor !== undefined && {
        staleFor,
        onRefreshError: (error, key) => this.refreshErrors.push([error, key]),
      }),
      clock: () => this.model.now,
      onDispose: (value, key, reason) => this.disposed.push([value, key, reason]),
    } as ManagedCacheOptions<number, NaiveValue>;
    this.cache = createManagedCache(this.options);
  }

  do({ what, key, value, options, tag, fails, pick }: Step): void {
    const { cache, model } = this;
    if (what === "get") expect(cache.get(key)).toBe(model.meet(key, false)?.value);
    else if (what === "peek") {
      expect(cache.peek(key)).toBe(model.peek(key));
      expect(cache.has(key)).toBe(model.peek(key) !== undefined);
    } else if (what === "set") {
      cache.set(key, value, options);
      model.set(key, value, options);
    } else if (what === "delete") expect(cache.delete(key)).toBe(model.delete(key));
    else if (what === "clear") {
      cache.clear();
      model.clear();
    } else if (what === "purge") expect(cache.purgeExpired()).toBe(model.purge());
    else if (what === "wait") model.now += pick % 12;
    else if (what === "invalidate") {
      cache.invalidateTag(tag);
      model.invalidateTag(tag);
    } else if (what === "load") this.load(key, options);
    else if (what === "leave") {
      if (this.leavers.length === 0) return;
      const place = pick % this.leavers.length;
      this.leavers[place]?.abort(place);
      model.leave(place, place);
    } else this.end(pick, fails ? { error: new Error(`${pick}`) } : { value });
  }

  load(key: number, options: CacheEntryOptions): void {
    const leaver = new AbortController();
    const place = this.leavers.push(leaver) - 1;
    this.outcomes.push("waits");
    const load = (_: number, signal: AbortSignal) => {
      const held = { ...Promise.withResolvers<NaiveValue>(), signal };
      this.loads.push(held);
      return held.promise;
    };
    this.cache.load(key, load, { ...options, signal: leaver.signal }).then(
      (value) => {
        this.outcomes[place] = { value };
      },
      (error) => {
        this.outcomes[place] = { error };
      },
    );
    this.model.load(key, options);
  }

  end(pick: number, end: { readonly value: NaiveValue } | { readonly error: unknown }): void {
    const running = this.model.flights.filter((flight) => !flight.over);
    const flight = running[pick % Math.max(1, running.length)];
    if (flight === undefined) return;
    const held = this.loads[this.model.flights.indexOf(flight)];
    expect(held?.signal.aborted).toBe(flight.left);
    if ("error" in end) held?.reject(end.error);
    else held?.resolve(end.value);
    this.model.end(flight, end);
  }

  compare(): void {
    const { cache, model } = this;
    expect([...cache]).toEqual(
      model
        .fresh()
        .map(({ key, value }) => [key, value])
        .reverse(),
    );
    expect(cache.size).toBe(model.entries.length);
    expect(cache.statistics).toEqual({ ...model.counts, weight: model.weight });
    expect(this.disposed).toEqual(model.disposed);
    expect(this.outcomes).toEqual(model.outcomes);
    expect(this.refreshErrors).toEqual(model.refreshErrors);
    expect(this.loads.length).toBe(model.flights.length);
  }

  /** A new cache has what was dumped, for as long. */
  restore(): void {
    const dump = this.cache.dump();
    expect(JSON.parse(JSON.stringify(dump))).toEqual(dump);
    expect(dump).toEqual(
      this.model.fresh().map(({ key, value, ttl, sliding, tags: own, expires }) => ({
        key,
        value,
        expiresIn: expires === undefined ? null : expires - this.model.now,
        slidingTtl: sliding && ttl !== undefined ? ttl : null,
        tags: [...own],
      })),
    );
    const other = createManagedCache(this.options);
    other.restore(dump);
    for (let waited = 0; waited < 25; waited++) {
      expect([...other]).toEqual([...this.cache]);
      this.model.now++;
    }
  }
}

test("a managed LRU cache does what the naive model does, step for step", () => {
  return holds(
    fc.asyncProperty(naiveOptions, fc.array(step, { maxLength: 60 }), async (options, steps) => {
      const pair = new Pair(options);
      for (const each of steps) {
        pair.do(each);
        await new Promise((resolve) => setImmediate(resolve));
        pair.compare();
      }
      pair.restore();
    }),
    500,
  );
});
