import { describe, expect, test } from "vitest";
import { lab, settled } from "./managed-lab.ts";

describe("tags", () => {
  test("invalidate what has them and was put before", () => {
    const { cache, disposed } = lab();
    cache.set("a", 1, { tags: ["users", "__proto__"] });
    cache.set("b", 2, { tags: ["users"] });
    cache.set("c", 3);
    cache.invalidateTag("constructor");
    expect(cache.get("a")).toBe(1);
    cache.invalidateTag("__proto__");
    expect([cache.get("a"), cache.get("b"), cache.size]).toEqual([undefined, 2, 2]);
    cache.set("a", 4, { tags: ["users", "__proto__"] });
    expect(cache.get("a")).toBe(4);
    cache.invalidateTag("users");
    expect([cache.has("a"), cache.peek("b"), [...cache], cache.size]).toEqual([false, undefined, [["c", 3]], 3]);
    expect([cache.delete("b"), cache.get("a")]).toEqual([false, undefined]);
    expect(disposed.map(([key, , reason]) => [key, reason])).toEqual([
      ["a", "invalidate"],
      ["b", "invalidate"],
      ["a", "invalidate"],
    ]);
    expect(cache.statistics).toMatchObject({ invalidations: 3, misses: 2 });
  });

  test("a load that began before does not fill a valid entry, and who asks after does not wait for it", async () => {
    const { cache } = lab();
    const [before, after] = [Promise.withResolvers<number>(), Promise.withResolvers<number>()];
    const old = cache.load("a", () => before.promise, { tags: ["users"] });
    await settled();
    cache.invalidateTag("users");
    const fresh = cache.load("a", () => after.promise, { tags: ["users"] });
    before.resolve(1);
    expect([await old, cache.has("a")]).toEqual([1, false]);
    after.resolve(2);
    expect([await fresh, cache.get("a")]).toEqual([2, 2]);

    const third = cache.load("b", async () => 3, { tags: ["users"] });
    cache.invalidateTag("users");
    expect([await third, cache.get("b")]).toEqual([3, undefined]);
  });

  test("nor is a load behind a stale value, which has other tags, waited for", async () => {
    const { cache, state } = lab({ ttl: 10, staleFor: 100, onRefreshError: () => {} });
    const before = Promise.withResolvers<number>();
    cache.set("a", 1);
    state.now = 10;
    await cache.load("a", () => before.promise, { tags: ["users"] });
    await settled();
    cache.invalidateTag("users");
    expect(await cache.load("a", async () => 3, { tags: ["users"] })).toBe(1);
    await settled();
    before.resolve(2);
    await settled();
    expect(cache.get("a")).toBe(3);
  });

  test("the notes are bounded: beyond 1,000 the oldest is forgotten, and what is older counts as invalid", () => {
    const { cache } = lab();
    cache.set("old", 1, { tags: ["never"] });
    cache.set("used", 1, { tags: ["never"] });
    cache.set("untagged", 1);
    for (let tag = 0; tag < 1_000; tag++) cache.invalidateTag(`${tag}`);
    expect([cache.has("old"), cache.get("used")]).toEqual([true, 1]);
    cache.invalidateTag("one more");
    expect(["old", "used", "untagged"].map((key) => cache.has(key))).toEqual([false, true, true]);
    // Told again, a tag is no new note.
    for (let time = 0; time < 2_000; time++) cache.invalidateTag("one more");
    expect(cache.has("used")).toBe(true);
    for (let tag = 0; tag < 1_001; tag++) cache.invalidateTag(`again ${tag}`);
    expect(["used", "untagged"].map((key) => cache.has(key))).toEqual([false, true]);
  });

  test("a cache of more capacity notes as many", () => {
    const { cache } = lab({ capacity: 1_500 });
    cache.set("a", 1, { tags: ["never"] });
    for (let tag = 0; tag < 1_500; tag++) cache.invalidateTag(`${tag}`);
    expect(cache.has("a")).toBe(true);
    cache.invalidateTag("one more");
    expect(cache.has("a")).toBe(false);
  });

  test("a later change of the given array changes nothing", () => {
    const { cache } = lab();
    const tags = ["users"];
    cache.set("a", 1, { tags });
    tags[0] = "others";
    cache.invalidateTag("users");
    expect(cache.has("a")).toBe(false);
  });
});

test("keys that a plain object has by itself are keys like any other, through dump and restore too", () => {
  const { cache } = lab({ ttl: 10 });
  const keys = ["__proto__", "constructor", "toString", "hasOwnProperty"];
  expect(keys.map((key) => [cache.get(key), cache.has(key)])).toEqual(keys.map(() => [undefined, false]));
  for (const [place, key] of keys.entries()) cache.set(key, place, { tags: [key] });
  const { cache: other } = lab();
  other.restore(JSON.parse(JSON.stringify(cache.dump())));
  expect(keys.map((key) => other.get(key))).toEqual([0, 1, 2, 3]);
  other.invalidateTag("__proto__");
  expect(keys.map((key) => other.has(key))).toEqual([false, true, true, true]);
});
