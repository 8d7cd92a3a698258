import { describe, expect, test } from "vitest";
import type { FamilyResult, MetricResult } from "../../../kernel-lib/src/measure/verdict/family-result.ts";
import { readSourceReport } from "../../../kernel-lib/src/report/data/source-report-schema.ts";
import { claimNumber, claimTarget } from "../../../kernel-lib/src/report/ledger/claim-view.ts";
import { checkLedger, type Statistic } from "../../../kernel-lib/src/report/ledger/claims-schema.ts";
import { describeStatistic } from "../../../kernel-lib/src/report/ledger/describe-statistic.ts";
import { evaluateClaim } from "../../../kernel-lib/src/report/ledger/evaluate-claims.ts";
import { changed } from "../fixtures/family-result.ts";
import { played } from "../fixtures/scenario-result.ts";

const metric = (name: string, unit: MetricResult["unit"], ours: number[], theirs: number[]): MetricResult => ({
  name,
  title: name,
  unit,
  better: "higher",
  definition: "Made up.",
  arms: [played("covet", ours), played("other", theirs)],
  ratios: [],
});

const result: FamilyResult = changed({
  family: "cache",
  title: "Cache",
  cases: [],
  scenarios: [
    {
      scenario: "rates",
      title: "Rates",
      load: null,
      metrics: [
        metric("zipf", "%", [71, 71], [65, 65]),
        metric("loop", "%", [50, 50], [50.5, 50.5]),
        metric("noisy", "%", [10, 12, 11], [8, 9, 10]),
        metric("once", "%", [10], [8]),
        metric("time", "ms", [2, 2], [3, 3]),
      ],
    },
  ],
});

const asked = { name: "metric difference", scenario: "rates", arm: "covet", against: "other" } as const;
const evaluated = (statistic: Statistic, unit: string, target: number) => {
  const entry = { id: "cache/x", origin: "goal", family: "cache", text: "x", comparison: "at least", unit, target };
  const [claim] = checkLedger({ schema: 1, claims: [{ ...entry, statistic }] }, "x").claims;
  if (claim === undefined) throw new Error("no entry");
  return evaluateClaim(claim, { results: [result], measurements: [], source: readSourceReport(), run: null });
};
const difference = (metrics: string[], take: "smallest" | "largest" = "smallest", unit = "points", target = 0) =>
  evaluated({ ...asked, metrics, take }, unit, target);

describe("a difference of metrics", () => {
  test("of what is the same in every process is exact, and of percents in points", () => {
    const found = difference(["zipf"], "smallest", "points", 5);
    expect(found).toMatchObject({ value: 6, low: 6, high: 6, state: "met", reason: null });
    expect([claimNumber(found), claimTarget(found.entry)]).toEqual(["6.00 points", "at least 5 points"]);
    expect(difference(["zipf"], "smallest", "points", 6.5).state).toBe("missed");
    expect(difference(["time"], "smallest", "ms")).toMatchObject({ value: -1, state: "missed" });
  });

  test("of several is the smallest or the largest of them", () => {
    expect(difference(["zipf", "loop"], "smallest", "points", -1)).toMatchObject({ value: -0.5, state: "met" });
    expect(difference(["zipf", "loop"], "largest")).toMatchObject({ value: 6 });
  });

  test("has Welch's interval over processes: 1 and 1 of three values each differ by 2 ± 2.776 · √(2/3)", () => {
    const half = 2.7764451 * Math.sqrt(2 / 3);
    const { value, low, high, state } = difference(["noisy"]);
    expect(value).toBeCloseTo(2, 9);
    expect([low, high]).toEqual([expect.closeTo(2 - half, 5), expect.closeTo(2 + half, 5)]);
    expect(state).toBe("undecided");
    expect(difference(["noisy", "zipf"], "smallest").low).toBeCloseTo(2 - half, 5);
  });

  test("has no interval of one process, and no value where an arm or a metric lacks", () => {
    expect(difference(["zipf", "once"])).toMatchObject({
      value: 2,
      low: null,
      state: "undecided",
      reason: "measured in one process: an interval needs at least two",
    });
    expect(difference(["zipf", "absent"])).toMatchObject({
      state: "not measured",
      reason: "covet has no absent in rates",
    });
    const without = evaluated({ ...asked, against: "absent", metrics: ["zipf"], take: "smallest" }, "points", 0);
    expect(without).toMatchObject({ state: "not measured", reason: "absent has no zipf in rates" });
    expect(difference(["zipf", "time"])).toMatchObject({
      state: "not measured",
      reason: "these metrics of rates have several units",
    });
  });

  test("is described", () => {
    const words = (metrics: string[]) => describeStatistic({ ...asked, metrics, take: "smallest" });
    expect(words(["zipf"])).toBe("zipf of covet less that of other in rates");
    expect(words(["zipf", "loop"])).toBe("the smallest of zipf and loop, each of covet less that of other in rates");
  });
});
