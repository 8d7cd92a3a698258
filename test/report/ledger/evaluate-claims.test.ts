import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FamilyResult, RatioResult } from "../../../kernel-lib/src/measure/verdict/family-result.ts";
import { readSourceReport } from "../../../kernel-lib/src/report/data/source-report-schema.ts";
import { FamilyReport } from "../../../kernel-lib/src/report/family-report.ts";
import { claim } from "../../../kernel-lib/src/report/ledger/claim.ts";
import { type ClaimEntry, checkLedger, readLedger } from "../../../kernel-lib/src/report/ledger/claims-schema.ts";
import {
  type ClaimContext,
  evaluateClaim,
  evaluateClaims,
} from "../../../kernel-lib/src/report/ledger/evaluate-claims.ts";
import { allMet, goalsDocument } from "../../../kernel-lib/src/report/ledger/goals-document.ts";
import { judge } from "../../../kernel-lib/src/report/ledger/judge.ts";
import { changed, ratio, routerResult } from "../fixtures/family-result.ts";

const ledger = readLedger();
const context = (parts: Partial<ClaimContext> = {}): ClaimContext => ({
  results: [routerResult],
  measurements: [],
  source: readSourceReport(),
  run: "run-1",
  ...parts,
});
const entry = (id: string): ClaimEntry => {
  const found = ledger.claims.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no entry ${id}`);
  return found;
};
const evaluated = (id: string, result: FamilyResult = routerResult) =>
  evaluateClaim(entry(id), context({ results: [result] }));

/** The result with these ratios at one case. */
const withRatios = (name: string, ratios: RatioResult[]): FamilyResult =>
  changed({ cases: routerResult.cases.map((task) => (task.case === name ? { ...task, ratios } : task)) });
const against = (name: string, values: Record<string, number>) =>
  withRatios(
    name,
    Object.entries(values).map(([peer, value]) => ratio(`router/${name}/${peer}`, value)),
  );

describe("the ledger", () => {
  test("holds the source's routing claims and the goals of the skeleton, each with a sentence or a number that is computed", () => {
    const ids = ledger.claims.map((one) => one.id);
    expect(ids).toEqual(
      expect.arrayContaining([
        "routing/sub-microsecond",
        "routing/logarithmic",
        "skeleton/kernel-info",
        "router/one-param",
      ]),
    );
    const named = readSourceReport().sentences.flatMap((sentence) => sentence.claims);
    expect(named.filter((id) => !ids.includes(id))).toEqual([]);
  });

  test.each([
    ["no statistic", { statistic: undefined }],
    ["an unknown statistic", { statistic: { name: "gut feeling" } }],
    ["a statistic that lacks its arm", { statistic: { name: "slowest time", cases: ["static"] } }],
    ["no case", { statistic: { name: "slowest time", arm: "covet", cases: [] } }],
    ["a field that is not known", { wish: 1 }],
    ["an unknown family", { family: "poetry" }],
    ["two targets for one bound", { target: [1, 2] }],
    ["one target for two bounds", { comparison: "between" }],
  ])("refuses an entry with %s", (_, parts) => {
    const bad = { schema: 1, claims: [{ ...entry("routing/sub-microsecond"), ...parts }] };
    expect(() => checkLedger(bad, "claims.json")).toThrow(
      expect.objectContaining({ code: "ledger-invalid", message: expect.stringContaining("claims.json") as string }),
    );
  });

  test("refuses an id that is there twice", () => {
    const twice = [entry("router/static"), entry("router/static")];
    expect(() => checkLedger({ schema: 1, claims: twice }, "x")).toThrow(
      expect.objectContaining({ code: "ledger-invalid" }),
    );
  });
});

describe("the source's claims", () => {
  test("hold, are not shown or are reversed by the whole interval", () => {
    expect(evaluated("routing/sub-microsecond")).toMatchObject({
      state: "holds",
      value: 0.1485,
      reason: null,
      run: "run-1",
    });
    const slow = changed({
      cases: routerResult.cases.map((task) => ({
        ...task,
        arms: task.arms.map((arm) => ({
          ...arm,
          claimLane: arm.claimLane && { ...arm.claimLane, time: 1100, low: 1050, high: 1200 },
        })),
      })),
    });
    expect(evaluated("routing/sub-microsecond", slow)).toMatchObject({
      state: "reversed",
      value: 1.1,
      low: 1.05,
      high: 1.2,
    });
    expect(evaluated("routing/average", slow).state).toBe("holds");
    expect(evaluated("routing/twice-better-than-target", slow).state).toBe("reversed");
  });

  test("are compared with the report's own figures", () => {
    expect(evaluated("routing/sub-microsecond").inSource).toEqual({ value: 1.15, holds: false });
    expect(evaluated("routing/average").inSource).toEqual({ value: expect.closeTo(0.875, 9) as number, holds: true });
    expect(evaluated("routing/similar-to-fastapi").inSource).toEqual({
      value: expect.closeTo(0.725, 9) as number,
      holds: false,
    });
    expect(evaluated("routing/logarithmic").inSource).toBeNull();
    expect(evaluated("routing/excellent-beyond-100").inSource).toBeNull();
  });

  test("are reversed where FastAPI's router takes many times as long", () => {
    expect(evaluated("routing/similar-to-fastapi")).toMatchObject({ state: "reversed", value: 0.011 });
  });

  test("are not shown by a lane that decides nothing, and say so", () => {
    const sourceOnly = changed({
      cases: routerResult.cases.map((task) => ({
        ...task,
        arms: task.arms.map((arm) => ({ ...arm, claimLane: null })),
      })),
    });
    expect(evaluated("routing/sub-microsecond", sourceOnly)).toMatchObject({
      state: "not shown",
      value: 0.15,
      low: null,
      reason: expect.stringContaining("source lane") as string,
    });
    expect(evaluated("routing/logarithmic")).toMatchObject({
      state: "not shown",
      value: expect.closeTo(99 / 70, 9) as number,
      low: null,
      reason:
        "profile quick gives covet no rounds against covet at growth-10000: medians of the source lane have no interval",
    });
    expect(evaluated("routing/sub-microsecond", changed({ decides: false, profile: "smoke" }))).toMatchObject({
      state: "not measured",
      reason: "profile smoke decides nothing",
    });
    expect(evaluateClaim(entry("routing/average"), context({ results: [] })).reason).toBe(
      "the family router was not measured",
    );
  });

  test("of growth are judged by the ratio of two table sizes", () => {
    const growth = (value: number) =>
      withRatios("growth-10000", [ratio("router/growth-10000/covet", value, { againstCase: "growth-100" })]);
    expect(evaluated("routing/logarithmic", growth(1.4)).state).toBe("holds");
    expect(evaluated("routing/logarithmic", growth(2.01)).state).toBe("not shown");
    expect(evaluated("routing/logarithmic", growth(3)).state).toBe("reversed");
  });
});

describe("goals", () => {
  const peers = (memoirist: number, findMyWay: number, starlette = 0.01) =>
    against("one-param", { memoirist, "find-my-way": findMyWay, starlette });

  test("against the fastest peer are judged by the largest ratio", () => {
    expect(evaluated("router/one-param", peers(0.4, 0.3))).toMatchObject({
      state: "met",
      value: 0.4,
      low: expect.closeTo(0.392, 9) as number,
      high: expect.closeTo(0.408, 9) as number,
    });
    expect(evaluated("router/one-param", peers(0.3, 0.6)).state).toBe("missed");
    expect(evaluated("router/one-param", peers(0.5, 0.1))).toMatchObject({
      state: "undecided",
      reason: "the 95 % interval reaches over the target (0.5 x)",
    });
  });

  test("are not met while a peer that answered has no rounds, but can be missed", () => {
    expect(evaluated("router/one-param", against("one-param", { memoirist: 0.3 }))).toMatchObject({
      state: "undecided",
      value: 0.3,
      high: null,
      reason: "no rounds against find-my-way and starlette in profile quick",
    });
    expect(evaluated("router/one-param", against("one-param", { memoirist: 0.9 })).state).toBe("missed");
    expect(evaluated("router/nested")).toMatchObject({ state: "undecided", value: 120 / 110, low: null, high: null });
    expect(evaluated("router/miss")).toMatchObject({ state: "not measured", reason: "miss was not measured" });
  });

  test("of the skeleton come from what runs wrote", () => {
    const verdictTime = (values: number[], bounds = {}) =>
      context({
        measurements: values.map((value, at) => ({
          id: "skeleton/own-verdict",
          value,
          unit: "s",
          run: `r${at}`,
          ...bounds,
        })),
      });
    const state = (given: ClaimContext) => evaluateClaim(entry("skeleton/own-verdict"), { ...given, run: null });
    expect(state(verdictTime([]))).toMatchObject({
      state: "not measured",
      reason: "no run has measured skeleton/own-verdict",
    });
    expect(state(verdictTime([30]))).toMatchObject({
      state: "undecided",
      value: 30,
      reason: expect.stringContaining("measured once") as string,
    });
    expect(state(verdictTime([30, 31, 30]))).toMatchObject({ state: "met", run: "r2" });
    expect(state(verdictTime([80, 81, 80])).state).toBe("missed");
    expect(state(verdictTime([10, 90])).state).toBe("undecided");
    expect(state(verdictTime([0.4], { low: 308, high: 0.42 })).state).toBe("met");
    const size = { measurements: [{ id: "skeleton/report-size", value: 1.4, unit: "MB", run: "r" }] };
    expect(evaluateClaim(entry("skeleton/report-size"), context(size)).state).toBe("met");
  });

  test("are a document of all or of the named families", () => {
    const all = evaluateClaims(ledger, context());
    const document = goalsDocument(all, ["skeleton"]);
    expect(document.schema).toBe(1);
    expect(document.goals).toHaveLength(8);
    expect(document.goals[0]).toEqual({
      id: "skeleton/clone-to-notebook",
      family: "skeleton",
      text: "clone to the routing notebook executed: at most 8 minutes",
      target: 8,
      value: null,
      low: null,
      high: null,
      state: "not measured",
      run: null,
      reason: "no run has measured skeleton/clone-to-notebook",
    });
    expect(goalsDocument(all, []).goals.length).toBeGreaterThan(document.goals.length);
    expect(goalsDocument(all, ["faults"]).goals).toEqual([]);
    expect([allMet(document), allMet(goalsDocument(all, ["faults"]))]).toEqual([false, false]);
    expect(() => goalsDocument(all, ["skeletons"])).toThrow(
      expect.objectContaining({
        code: "unknown-family",
        message: expect.stringContaining("skeleton measure router cache") as string,
      }),
    );
  });
});

describe("judging", () => {
  const comparisons = ["below", "at most", "above", "at least"] as const;

  test("an interval that holds the target shows nothing", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...comparisons),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        (comparison, target, half) => {
          expect(judge({ low: target - half, high: target + half }, { comparison, target })).toBe("open");
          expect(judge({ low: null, high: null }, { comparison, target })).toBe("open");
        },
      ),
    );
  });

  test("a narrower interval never turns good into bad", () => {
    const value = fc.double({ min: 0.1, max: 10, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...comparisons), value, value, value, (comparison, target, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const wide = judge({ low, high }, { comparison, target });
        const middle = (low + high) / 2;
        if (wide !== "open") expect(judge({ low: middle, high: middle }, { comparison, target })).toBe(wide);
      }),
    );
  });

  test("the target itself is inside “at most” and outside “below”", () => {
    expect(judge({ low: 1, high: 1 }, { comparison: "at most", target: 1 })).toBe("good");
    expect(judge({ low: 1, high: 1 }, { comparison: "below", target: 1 })).toBe("bad");
    expect(judge({ low: 0.7, high: 0.79 }, { comparison: "between", target: [0.8, 1.25] })).toBe("bad");
    expect(judge({ low: 0.8, high: 1.25 }, { comparison: "between", target: [0.8, 1.25] })).toBe("good");
  });
});

describe("a claim in a notebook", () => {
  test("says its state, number, the report's own figure and its limits", () => {
    const text = String(claim("routing/sub-microsecond", new FamilyReport(routerResult)));
    expect(text).toContain("“Sub-microsecond routing overhead (0.54-1.03μs)”: holds");
    expect(text).toContain(
      "Read as: the slowest time of covet over static, one-param, two-params and nested is below 1 µs",
    );
    expect(text).toContain("Measured here: 0.149 µs (0.147–0.150)");
    expect(text).toContain("1.15 µs: does not hold by the report's own figures");
    expect(text).toContain("* One session on one machine");
  });

  test("that is misspelt lists the family's claims", () => {
    expect(() => claim("routing/sub-microseconds", new FamilyReport(routerResult))).toThrow(
      expect.objectContaining({
        code: "unknown-claim",
        message: expect.stringContaining('did you mean "routing/sub-microsecond"?') as string,
      }),
    );
  });
});
