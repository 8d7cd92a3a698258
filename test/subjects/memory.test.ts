import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { observeCache } from "../../notebooks/subjects/memory/cache.ts";
import { type ModelsSetup, models, observeModels } from "../../notebooks/subjects/memory/models.ts";
import family from "../../notebooks/subjects/memory.ts";
import { checkFamily } from "./check-family.ts";

// The harness starts arms with this flag; a test's process has to get it later.
setFlagsFromString("--expose-gc");
globalThis.gc = runInNewContext("gc") as NodeJS.GCFunction;

test("has the scenarios and metrics that the record and the ledger name", () => {
  expect(family.scenarios?.map(({ name, metrics }) => [name, metrics.map((metric) => metric.name)])).toEqual([
    ["core", ["heap-mb", "rss-mb"]],
    ["models", ["per-model", "total-mb"]],
    ["connections", ["total-mb", "per-connection"]],
    ["cache", ["total-mb", "per-entry"]],
  ]);
  for (const scenario of family.scenarios ?? []) expect(scenario.arms[0]).toBe("covet");
});

checkFamily(family);

test("weighs what is kept: a model of six fields with a buffer of 1,000 bytes", async () => {
  const { setup } = await models.data();
  const small = { ...(setup as unknown as ModelsSetup), instances: 2_000 };
  const made = (limit: number) =>
    Array.from({ length: limit }, (_, id) => ({
      ...{ id, name: "n", email: "e", age: 1, balance: 0.5, city: "c" },
      buffer: new Uint8Array(new ArrayBuffer(1_000)),
    }));
  const { figures, answer } = await observeModels(small, made);
  expect(figures["per-model"]).toBeGreaterThan(1_000);
  expect(figures["per-model"]).toBeLessThan(2_000);
  expect(figures["total-mb"]).toBeCloseTo((figures["per-model"] ?? 0) / 1_000, 12);
  expect(answer).toMatchObject({ instances: 2_000, letters: 6_000, ages: 2_000 });
});

test("a cache that lost entries gives a wrong answer", async () => {
  const cache = family.scenarios?.find(({ name }) => name === "cache");
  const { expected } = (await cache?.data()) ?? {};
  expect(observeCache(() => new Map()).answer).toEqual(expected);
  expect(observeCache(() => ({ get: () => undefined, set: () => undefined })).answer).not.toEqual(expected);
});
