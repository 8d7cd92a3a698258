import { describe, expect, test } from "vitest";
import family from "../../notebooks/subjects/calibration.ts";
import { checkFamily } from "./check-family.ts";

describe("the family calibration", () => {
  checkFamily(family);

  test("has every kind of noise, each for one arm, and nothing to decide", () => {
    expect(family.cases.map(({ name, kind, arms }) => [name, kind, arms])).toEqual([
      ["integer", "cpu", ["node"]],
      ["json", "allocation", ["node"]],
      ["allocation", "allocation", ["node"]],
      ["pointer-chase", "cpu", ["node"]],
      ["microtasks", "allocation", ["node"]],
      ["sqlite", "database", ["node"]],
      ["python", "cpu", ["python"]],
    ]);
    expect(family.ratios).toEqual([]);
  });

  test.each(family.cases)("$name: the same bytes each time, and answers that differ", async ({ load }) => {
    const { inputs, expected } = await load();
    expect(JSON.stringify(await load())).toBe(JSON.stringify({ setup: null, inputs, expected }));
    const distinct = new Set(expected.map((answer) => JSON.stringify(answer)));
    expect(distinct.size).toBe(inputs.length);
  });

  test("the JSON documents have about 1 KB", async () => {
    const json = family.cases.find(({ name }) => name === "json");
    for (const text of (await json?.load())?.inputs ?? []) {
      expect(String(text).length).toBeGreaterThan(900);
      expect(String(text).length).toBeLessThan(1_100);
    }
  });
});
