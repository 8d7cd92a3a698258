import { describe, expect, test } from "vitest";
import type { FamilyResult, MetricResult } from "../../../kernel-lib/src/measure/verdict/family-result.ts";
import { FamilyReport } from "../../../kernel-lib/src/report/family-report.ts";
import type { Figure } from "../../../kernel-lib/src/report/figures/figure.ts";
import { figure } from "../../../kernel-lib/src/report/figures/figure-makers.ts";
import { changed } from "../fixtures/family-result.ts";
import { played } from "../fixtures/scenario-result.ts";

const metric = (name: string, title: string, values: readonly number[], more: Partial<MetricResult> = {}) => ({
  name,
  title,
  unit: "%" as const,
  better: "higher" as const,
  definition: "Made up.",
  arms: [played("covet", values), played("fastify", [30])],
  ratios: [],
  ...more,
});

const result = (metrics: readonly MetricResult[]): FamilyResult =>
  changed({
    family: "cache",
    title: "Cache",
    cases: [],
    scenarios: [{ scenario: "rates", title: "Rates", load: null, metrics }],
    notMeasured: [],
  });
const report = new FamilyReport(
  result([
    metric("zipf-1000", "Zipf: 0.99: 1,000 entries", [60, 62]),
    metric("zipf-100", "Zipf: 0.99: 100 entries", [40, 42]),
    metric("loop-100", "A loop: 100 entries", [0, 0]),
    metric("third-100", "Third: 100 entries", [5, 6]),
    metric("unlike", "Not a point of a curve", [7, 7], { unit: "count" }),
  ]),
);
const text = { title: "Hit rate against capacity", alt: "A panel for each trace" };
const options = { ...text, scenario: "rates", of: "entries" };

interface Spec {
  data: {
    name: string;
    x: number[];
    y: number[];
    xaxis: string;
    showlegend: boolean;
    marker: { symbol: string[]; color: string };
    error_y: { array: number[] };
  }[];
  layout: Record<string, { domain: [number, number]; range: number[]; tickvals: number[]; title: { text: string } }> & {
    annotations: { name?: string; text: string }[];
  };
}
const spec = (drawn: Figure): Spec => drawn.plotly as unknown as Spec;

describe("curves", () => {
  const drawn = figure.curves(report, options);
  const { data, layout } = spec(drawn);

  test("are a panel each, named as their metrics up to the last colon, a line an arm", () => {
    expect(layout.annotations.filter(({ name }) => name === "panel").map((one) => one.text)).toEqual([
      "Zipf: 0.99",
      "A loop",
      "Third",
    ]);
    expect(data.map((one) => [one.name, one.xaxis, one.showlegend])).toEqual([
      ["Covet", "x", true],
      ["Fastify", "x", true],
      ["Covet", "x2", false],
      ["Fastify", "x2", false],
      ["Covet", "x3", false],
      ["Fastify", "x3", false],
    ]);
    expect(data[0]).toMatchObject({ x: [100, 1_000], y: [41, 61] });
    expect(data[0]?.error_y.array).toEqual([2, 2]);
  });

  test("are hollow where there was one process", () => {
    expect(data[0]?.marker.symbol.some((symbol) => symbol.endsWith("-open"))).toBe(false);
    expect(data[1]?.marker.symbol.every((symbol) => symbol.endsWith("-open"))).toBe(true);
  });

  test("have a tick at each number, and percents end at 100", () => {
    expect(layout.xaxis?.tickvals).toEqual([100, 1_000]);
    expect(layout.yaxis2?.range).toEqual([0, 100]);
    expect([layout.xaxis, layout.xaxis2, layout.xaxis3].map((axis) => axis?.title.text)).toEqual([
      "",
      "",
      "entries, log scale",
    ]);
  });

  test("stand in panels one under another that do not overlap", () => {
    const [first, second, third] = [layout.yaxis, layout.yaxis2, layout.yaxis3].map((axis) => axis?.domain ?? [0, 0]);
    expect(first?.[1]).toBe(1);
    expect(second?.[1]).toBeLessThan(first?.[0] ?? 0);
    expect(third?.[1]).toBeLessThan(second?.[0] ?? 0);
    expect(third?.[0]).toBeCloseTo(0, 9);
  });

  test("say each value and each caveat beside them, and what is no point of a curve is not there", () => {
    expect(drawn.table.rows).toHaveLength(4);
    expect(drawn.table.columns).toEqual(["Curve", "entries", "Covet", "Fastify"]);
    expect(drawn.caveats.map(({ id }) => id)).toContain("one-process");
    expect(drawn.toString()).not.toContain("Not a point");
    expect(JSON.stringify(figure.curves(report, options).plotly)).toBe(JSON.stringify(drawn.plotly));
  });

  test("show the arms that are named", () => {
    const alone = spec(figure.curves(report, { ...options, arms: ["covet"] })).data;
    expect(new Set(alone.map(({ name }) => name))).toEqual(new Set(["Covet"]));
  });
});

test.each([
  ["unknown-scenario", () => figure.curves(report, { ...options, scenario: "rate" })],
  ["unknown-arm", () => figure.curves(report, { ...options, arms: ["fastapi"] })],
  ["figure-typed-number", () => figure.curves(report, { ...options, title: "5 points more at 10 %" })],
  [
    "curves-no-metrics",
    () => figure.curves(new FamilyReport(result([metric("rate", "Rate", [1])])), { ...options, scenario: "rates" }),
  ],
  [
    "metrics-units",
    () =>
      figure.curves(
        new FamilyReport(result([metric("a-1", "A: 1", [1]), metric("b-1", "B: 1", [1], { unit: "ms" })])),
        options,
      ),
  ],
])("%s is refused by name", (code, make) => {
  expect(make).toThrow(expect.objectContaining({ code }));
});
