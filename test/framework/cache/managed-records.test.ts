import { describe, expect, test } from "vitest";
import type { CacheRecord } from "../../../kernel-lib/src/framework/cache/managed-cache.ts";
import { lab } from "./managed-lab.ts";

describe("dump and restore", () => {
  test("keep what time is left, and how much a use gives", () => {
    const { cache, state } = lab();
    cache.set("plain", 1);
    cache.set("timed", 2, { ttl: 10 });
    cache.set("sliding", 3, { ttl: 10, sliding: true, tags: ["t"] });
    cache.set("gone", 4, { ttl: 1 });
    state.now = 4;
    const dump = JSON.parse(JSON.stringify(cache.dump())) as CacheRecord<string, number>[];
    const untimed = { expiresIn: null, slidingTtl: null, tags: [] };
    expect(dump).toEqual([
      { key: "plain", value: 1, ...untimed },
      { key: "timed", value: 2, expiresIn: 6, slidingTtl: null, tags: [] },
      { key: "sliding", value: 3, expiresIn: 6, slidingTtl: 10, tags: ["t"] },
    ]);
    const { cache: other, state: otherState } = lab({ ttl: 1, sliding: true });
    otherState.now = 1_000;
    other.invalidateTag("t");
    other.restore(dump);
    otherState.now = 1_005;
    expect(["plain", "timed", "sliding"].map((key) => other.get(key))).toEqual([1, 2, 3]);
    otherState.now = 1_014;
    expect(["plain", "timed", "sliding"].map((key) => other.has(key))).toEqual([true, false, true]);
    other.invalidateTag("t");
    expect(other.has("sliding")).toBe(false);
  });

  test("a load that runs does not win over what was restored", async () => {
    const { cache } = lab();
    const first = Promise.withResolvers<number>();
    const loads = cache.load("a", () => first.promise);
    cache.restore([{ key: "a", value: 2, expiresIn: null, slidingTtl: null, tags: [] }]);
    first.resolve(1);
    expect([await loads, cache.get("a")]).toEqual([1, 2]);
  });

  const good = { key: "b", value: 2, expiresIn: 5, slidingTtl: null, tags: [] };
  test.each([
    ["dump[1].expiresIn", { ...good, expiresIn: 0 }],
    ["dump[1].expiresIn", { ...good, expiresIn: -1 }],
    ["dump[1].expiresIn", { ...good, expiresIn: Number.NaN }],
    ["dump[1].expiresIn", { ...good, expiresIn: Number.POSITIVE_INFINITY }],
    ["dump[1].expiresIn", { ...good, expiresIn: "5" }],
    ["dump[1].expiresIn", { key: "b", value: 2, slidingTtl: null, tags: [] }],
    ["dump[1].slidingTtl", { ...good, slidingTtl: 0 }],
    ["dump[1].slidingTtl", { ...good, slidingTtl: "5" }],
    ["dump[1].slidingTtl", { ...good, expiresIn: null, slidingTtl: 5 }],
    ["dump[1].tags", { ...good, tags: "users" }],
    ["dump[1].tags", { ...good, tags: [1] }],
    ["dump[1].tags", { key: "b", value: 2, expiresIn: 5, slidingTtl: null }],
    ["dump[1]", null],
    ["dump[1]", "b"],
  ])("%s of %j is refused, and nothing changes", (option, record) => {
    const { cache } = lab();
    const dump = [{ ...good, key: "a" }, record] as CacheRecord<string, number>[];
    expect(() => cache.restore(dump)).toThrow(
      expect.objectContaining({ code: "invalid-cache-option", data: expect.objectContaining({ option }) }),
    );
    expect(cache.size).toBe(0);
  });

  test("what is no array is refused", () => {
    expect(() => lab().cache.restore({} as never)).toThrow(expect.objectContaining({ code: "invalid-cache-option" }));
  });
});
