import { describe, expect, test } from "vitest";
import { figure } from "../../../kernel-lib/src/report/figures/figure-makers.ts";
import { RunSummary } from "../../../kernel-lib/src/report/summary/run-summary.ts";
import { sentence } from "../../../kernel-lib/src/report/words/sentence.ts";
import { routerResult } from "../fixtures/family-result.ts";
import { loadResult } from "../fixtures/scenario-result.ts";

const text = { title: "All headline ratios", alt: "A row for each ratio with dot and interval" };

describe("the summary of a run", () => {
  const summary = new RunSummary([routerResult, loadResult]);

  test("lists every ratio of every family with its verdict, and counts them", () => {
    const all = routerResult.cases.flatMap((one) => one.ratios);
    expect(summary.table().rows).toHaveLength(all.length);
    expect(summary.table().texts()[0]).toEqual([
      "Routing",
      "Static route",
      "find-my-way",
      "0.50x (0.49–0.51)",
      "20",
      "2.0x faster (1.9–2.1)",
    ]);
    const said = sentence`${summary.counted()}, ${summary.counted("decided")} decided, ${summary.counted("not measured")} not measured.`;
    expect(said.text).toBe(`${all.length} ratios, 5 ratios decided, 1 ratio not measured.`);
  });

  test("says once what limits all of them", () => {
    expect(summary.caveats().map(({ id }) => id)).toEqual(["one-session"]);
    expect(summary.origin()).toBe("Samples taken 2026-11-23 07:00 to 2026-11-23 07:03 UTC; profile quick.");
  });

  test("draws what was measured, hollow where nothing was decided", () => {
    const { data } = figure.headlines(summary, text).plotly as {
      data: { x: number[]; marker: { symbol: string[] } }[];
    };
    expect(data[0]?.x).toHaveLength(6);
    expect(data[0]?.marker.symbol.filter((symbol) => symbol === "circle-open")).toHaveLength(1);
  });

  test("before any measurement says how to measure, and fails nowhere", () => {
    const nothing = new RunSummary([]);
    expect(String(nothing)).toMatch(/Not measured yet: `npm start`/);
    expect(String(nothing.counted("decided"))).toBe("0 ratios");
    expect(String(figure.headlines(nothing, text))).toMatch(/Not measured yet/);
  });
});
