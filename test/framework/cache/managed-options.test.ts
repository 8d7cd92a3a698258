import { describe, expect, test } from "vitest";
import { createManagedCache } from "../../../kernel-lib/src/framework/cache/create-managed-cache.ts";
import type { CacheEntryOptions, ManagedCacheOptions } from "../../../kernel-lib/src/framework/cache/managed-cache.ts";
import { lab, notToBeCalled } from "./managed-lab.ts";

describe("options that are none", () => {
  const bad = [0, -1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, "5", null];
  const refusal = (option: string, value: unknown) =>
    expect.objectContaining({
      name: "InvalidCacheOption",
      code: "invalid-cache-option",
      data: { option, value },
      message: expect.stringContaining(option),
      remedy: expect.stringMatching(/./),
    });

  test.each(bad)("durations of %j", (value) => {
    for (const option of ["ttl", "staleFor", "absentTtl"])
      expect(() => lab({ [option]: value, onRefreshError: () => {} } as object)).toThrow(refusal(option, value));
  });

  test.each([...bad, 1.5, 2 ** 53, undefined])("a maxWeight of %j", (maxWeight) => {
    expect(() => lab({ maxWeight, weigh: () => 1 } as object)).toThrow(refusal("maxWeight", maxWeight));
  });

  test.each(bad)("an entry's ttl of %j, and nothing changes", async (ttl) => {
    const { cache } = lab();
    const options = { ttl } as CacheEntryOptions;
    cache.set("a", 1);
    expect(() => cache.set("a", 2, options)).toThrow(refusal("ttl", ttl));
    await expect(cache.load("b", notToBeCalled, options)).rejects.toThrow(refusal("ttl", ttl));
    expect([...cache]).toEqual([["a", 1]]);
  });

  test("a ttl of 0 is told to delete", () => {
    expect(() => lab().cache.set("a", 1, { ttl: 0 })).toThrow(/delete/);
  });

  test.each([
    ["weigh", { maxWeight: 5 }, undefined],
    ["weigh", { maxWeight: 5, weigh: 5 }, 5],
    ["onRefreshError", { staleFor: 5 }, undefined],
    ["onRefreshError", { staleFor: 5, onRefreshError: "log" }, "log"],
    ["clock", { clock: 5 }, 5],
    ["onDispose", { onDispose: {} }, {}],
    ["sliding", { sliding: 1 }, 1],
  ])("%s: %j", (option, options, value) => {
    expect(() => lab(options as object)).toThrow(refusal(option, value));
  });

  test.each([
    ["tags", { tags: "users" }, "users"],
    ["tags", { tags: [1] }, [1]],
    ["tags", { tags: null }, null],
    ["sliding", { ttl: 1, sliding: "yes" }, "yes"],
    ["sliding", { sliding: true }, true],
  ])("an entry's %s: %j", (option, options, value) => {
    expect(() => lab().cache.set("a", 1, options as CacheEntryOptions)).toThrow(refusal(option, value));
  });

  test("no bound at all, and a policy that there is not", () => {
    const make = createManagedCache as (options: object) => unknown;
    expect(() => make({})).toThrow(expect.objectContaining({ code: "invalid-cache-capacity" }));
    expect(() => make({ capacity: 1, policy: "mru" })).toThrow(
      expect.objectContaining({ code: "invalid-cache-policy" }),
    );
  });

  test("the types refuse them too", () => {
    type Options = ManagedCacheOptions<string, number>;
    // @ts-expect-error no bound
    const unbounded: Options = { ttl: 5 };
    // @ts-expect-error a weight that nothing weighs
    const unweighed: Options = { maxWeight: 5 };
    // @ts-expect-error errors of which nobody would hear
    const unheard: Options = { capacity: 5, staleFor: 5 };
    expect([unbounded, unweighed, unheard]).toHaveLength(3);
  });
});
