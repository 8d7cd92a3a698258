import { describe, expect, test, vi } from "vitest";
import { createManagedCache } from "../../../kernel-lib/src/framework/cache/create-managed-cache.ts";
import { lab, notToBeCalled, settled } from "./managed-lab.ts";

describe("time to live", () => {
  test("an entry put at clock time 0 is good for its ttl, and gone at its end", () => {
    const { cache, disposed, state } = lab({ ttl: 10 });
    cache.set("a", 1);
    cache.set("short", 2, { ttl: 4 });
    state.now = 4;
    expect([cache.get("a"), cache.get("short")]).toEqual([1, undefined]);
    state.now = 9.999;
    expect(cache.get("a")).toBe(1);
    state.now = 10;
    expect([cache.peek("a"), cache.has("a"), [...cache], cache.dump(), cache.size]).toEqual([
      undefined,
      false,
      [],
      [],
      1,
    ]);
    expect([cache.get("a"), cache.size]).toEqual([undefined, 0]);
    expect(disposed).toEqual([
      ["short", 2, "expire"],
      ["a", 1, "expire"],
    ]);
    expect(cache.statistics).toMatchObject({ hits: 2, misses: 2, expirations: 2, evictions: 0 });
  });

  test("a use prolongs a sliding entry, and only such a one", async () => {
    const { cache, state } = lab({ ttl: 10, sliding: true });
    cache.set("a", 1);
    cache.set("fixed", 2, { sliding: false });
    for (state.now = 8; state.now < 80; state.now += 8) expect(await cache.load("a", notToBeCalled)).toBe(1);
    expect([cache.get("a"), cache.get("fixed")]).toEqual([1, undefined]);
    state.now = 89;
    for (const _ of cache) cache.peek("a");
    state.now = 90;
    expect(cache.get("a")).toBeUndefined();
  });

  test("purgeExpired removes what nobody asks for, oldest first", () => {
    const { cache, disposed, state } = lab({ ttl: 10 });
    for (const key of ["a", "b", "c"]) cache.set(key, 1, { tags: [key] });
    cache.set("stays", 1, { ttl: 100 });
    cache.invalidateTag("c");
    expect([cache.purgeExpired(), cache.size]).toEqual([1, 3]);
    state.now = 10;
    expect([cache.purgeExpired(), cache.size, cache.purgeExpired()]).toEqual([2, 1, 0]);
    expect(disposed.map(([key, , reason]) => [key, reason])).toEqual([
      ["c", "invalidate"],
      ["a", "expire"],
      ["b", "expire"],
    ]);
  });

  test("the clock is performance.now where none is given", () => {
    const cache = createManagedCache<string, number>({ capacity: 2 });
    cache.set("long", 1, { ttl: 1e9 });
    // Less than the clock's steps.
    cache.set("short", 1, { ttl: 1e-300 });
    expect([cache.has("long"), cache.has("short")]).toEqual([true, false]);
  });

  test("the clock is not read for entries that do not expire", () => {
    const clock = vi.fn(() => 0);
    const { cache } = lab({ clock });
    cache.set("a", 1);
    cache.set("a", 2);
    cache.get("a");
    cache.has("a");
    expect(clock).not.toHaveBeenCalled();
  });
});

describe("stale while it is loaded anew", () => {
  const refreshErrors: (readonly [unknown, string])[] = [];
  const staleness = {
    ttl: 10,
    staleFor: 10,
    onRefreshError: (error: unknown, key: string) => refreshErrors.push([error, key]),
  };

  test("load gives the stale value at once, and loads once behind it", async () => {
    const { cache, disposed, state } = lab(staleness);
    cache.set("a", 1);
    state.now = 10;
    const anew = Promise.withResolvers<number>();
    const load = vi.fn(() => anew.promise);
    expect(cache.get("a")).toBeUndefined();
    expect(await Promise.all([1, 2, 3].map(() => cache.load("a", load)))).toEqual([1, 1, 1]);
    expect([cache.get("a"), cache.size]).toEqual([undefined, 1]);
    anew.resolve(2);
    await settled();
    expect([cache.get("a"), load.mock.calls.length]).toEqual([2, 1]);
    expect(disposed).toEqual([["a", 1, "expire"]]);
    expect(cache.statistics).toMatchObject({ hits: 1, misses: 2, staleHits: 3, loads: 1, loadErrors: 0 });
  });

  test("after its time load waits, with those that ask meanwhile for the one that runs already", async () => {
    const { cache, state } = lab(staleness);
    cache.set("a", 1);
    state.now = 19;
    const anew = Promise.withResolvers<number>();
    expect(await cache.load("a", () => anew.promise)).toBe(1);
    state.now = 20;
    const waits = cache.load("a", notToBeCalled);
    anew.resolve(2);
    expect(await waits).toBe(2);
  });

  test("an error goes to onRefreshError, the stale value stays, and the next call tries again", async () => {
    const { cache, state } = lab(staleness);
    cache.set("a", 1);
    state.now = 10;
    const error = new Error("lost");
    refreshErrors.length = 0;
    expect(await cache.load("a", () => Promise.reject(error))).toBe(1);
    await settled();
    const atOnce = () => {
      throw error;
    };
    expect(await cache.load("a", atOnce)).toBe(1);
    await settled();
    expect(refreshErrors).toEqual([
      [error, "a"],
      [error, "a"],
    ]);
    expect(cache.statistics).toMatchObject({ staleHits: 2, loads: 2, loadErrors: 2 });
    await cache.load("a", async () => 3);
    await settled();
    expect(cache.get("a")).toBe(3);
  });

  test("what onRefreshError throws is not lost", async () => {
    const error = new Error("the log is full");
    const onRefreshError = () => {
      throw error;
    };
    const { cache, state } = lab({ ...staleness, onRefreshError });
    cache.set("a", 1);
    state.now = 10;
    const others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    const unhandled = new Promise((resolve) => process.once("unhandledRejection", resolve));
    await cache.load("a", () => Promise.reject(new Error("lost")));
    expect(await unhandled).toBe(error);
    for (const other of others) process.on("unhandledRejection", other);
  });

  test("what onDispose throws behind the scenes goes to onRefreshError", async () => {
    const error = new Error("cannot close");
    const onDispose = () => {
      throw error;
    };
    const { cache, state } = lab({ ...staleness, onDispose });
    cache.set("a", 1);
    state.now = 10;
    refreshErrors.length = 0;
    await cache.load("a", async () => 2);
    await settled();
    expect([refreshErrors, cache.get("a")]).toEqual([[[error, "a"]], 2]);
  });

  test("a load behind it that never ends goes with those that waited for it", async () => {
    const { cache, state } = lab(staleness);
    cache.set("a", 1);
    state.now = 10;
    refreshErrors.length = 0;
    const endless = (_: string, signal: AbortSignal) =>
      new Promise<number>((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    expect(await cache.load("a", endless)).toBe(1);
    state.now = 20;
    const leaver = new AbortController();
    const left = cache.load("a", notToBeCalled, { signal: leaver.signal });
    await settled();
    leaver.abort(new Error("too long"));
    await expect(left).rejects.toThrow("too long");
    expect(await cache.load("a", async () => 2)).toBe(2);
    expect(refreshErrors).toEqual([]);
  });

  test("a set meanwhile wins over its result", async () => {
    const { cache, state } = lab(staleness);
    cache.set("a", 1);
    state.now = 10;
    const anew = Promise.withResolvers<number>();
    await cache.load("a", () => anew.promise);
    cache.set("a", 3);
    anew.resolve(2);
    await settled();
    expect(cache.get("a")).toBe(3);
  });
});

describe("loads", () => {
  test("that fail are counted and put nothing; those that all have left are not counted as failed", async () => {
    const { cache } = lab();
    await expect(cache.load("a", () => Promise.reject(new Error("lost")))).rejects.toThrow("lost");
    const leaver = new AbortController();
    const load = (_: string, signal: AbortSignal) =>
      new Promise<number>((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const left = cache.load("a", load, { signal: leaver.signal });
    await settled();
    leaver.abort(new Error("no longer"));
    await expect(left).rejects.toThrow("no longer");
    expect(cache.statistics).toMatchObject({ misses: 2, loads: 2, loadErrors: 1 });
    expect(cache.size).toBe(0);
  });

  test("give their entry the options of the call that began them, from when the value has come", async () => {
    const { cache, state } = lab();
    const first = Promise.withResolvers<number>();
    const began = cache.load("a", () => first.promise, { ttl: 5, tags: ["users"] });
    const joined = cache.load("a", notToBeCalled, { ttl: 50 });
    state.now = 100;
    first.resolve(1);
    expect(await Promise.all([began, joined])).toEqual([1, 1]);
    expect(cache.dump()).toEqual([{ key: "a", value: 1, expiresIn: 5, slidingTtl: null, tags: ["users"] }]);
  });

  test("absent values live for absentTtl, are not given stale and do not slide", async () => {
    const { cache, state } = lab<number | null | undefined>({
      ttl: 100,
      sliding: true,
      absentTtl: 5,
      staleFor: 1_000,
      onRefreshError: () => {},
    });
    for (const [key, value] of [
      ["null", null],
      ["undefined", undefined],
      ["zero", 0],
    ] as const)
      await cache.load(key, async () => value, { tags: ["t"] });
    state.now = 4;
    for (const key of ["null", "undefined", "zero"]) await cache.load(key, notToBeCalled);
    expect(cache.statistics).toMatchObject({ hits: 3, misses: 3 });
    expect(cache.dump().map(({ tags }) => tags)).toEqual([["t"], ["t"], ["t"]]);
    state.now = 5;
    expect(["null", "undefined", "zero"].map((key) => cache.has(key))).toEqual([false, false, true]);
    expect(await cache.load("null", async () => 7)).toBe(7);
  });

  test("absent values are put like any other without absentTtl", async () => {
    const { cache, state } = lab<null>({ ttl: 10 });
    await cache.load("a", async () => null);
    state.now = 9;
    expect(cache.get("a")).toBeNull();
  });
});
