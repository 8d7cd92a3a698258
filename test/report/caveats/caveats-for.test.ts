import { describe, expect, test } from "vitest";
import type { ArmResult, FamilyResult, RatioResult } from "../../../kernel-lib/src/measure/verdict/family-result.ts";
import { FamilyReport } from "../../../kernel-lib/src/report/family-report.ts";
import { changed, routerResult } from "../fixtures/family-result.ts";

const environment = (parts: Partial<FamilyResult["environment"]>) =>
  changed({ environment: { ...routerResult.environment, ...parts } });
const rounds = (parts: Partial<FamilyResult["rounds"]>) => changed({ rounds: { ...routerResult.rounds, ...parts } });
const arms = (change: (arm: ArmResult) => Partial<ArmResult>) =>
  changed({
    cases: routerResult.cases.map((task) => ({ ...task, arms: task.arms.map((arm) => ({ ...arm, ...change(arm) })) })),
  });
const ratios = (parts: Partial<RatioResult>) =>
  changed({
    cases: routerResult.cases.map((task) => ({ ...task, ratios: task.ratios.map((each) => ({ ...each, ...parts })) })),
  });
const withoutStarlette = { arms: ["covet", "memoirist", "find-my-way"] };

/** id, a result that shows it, one that does not; each about the same selection. */
const cases: [string, FamilyResult, FamilyResult][] = [
  ["decides-nothing", changed({ decides: false, profile: "smoke" }), routerResult],
  [
    "sentinel-failed",
    changed({ sentinels: routerResult.sentinels.map((one) => ({ ...one, passed: false, reason: "off" })) }),
    routerResult,
  ],
  ["virtual-machine", environment({ virtualMachine: true }), environment({ virtualMachine: null })],
  ["not-pinned", environment({ pinned: false }), routerResult],
  ["noisy-rounds", rounds({ quiet: 30, medianSteal: 0.03 }), rounds({ quiet: 48 })],
  ["others-had-the-core", rounds({ waited: 0.2 }), rounds({ waited: 0.009 })],
  [
    "few-turns",
    ratios({ ratio: 0.5, plain: { ratio: 0.55, low: 0.54, high: 0.56 } }),
    ratios({ ratio: 0.5, plain: { ratio: 0.55, low: 0.49, high: 0.56 } }),
  ],
  ["one-session", routerResult, changed({ profile: "claim" })],
  ["batch-means", routerResult, arms(() => ({ batch: 1 }))],
  ["collections", arms(() => ({ collections: 4 })), routerResult],
  [
    "same-strings",
    changed({ cases: routerResult.cases.map((task) => ({ ...task, delivery: "as-is" as const })) }),
    routerResult,
  ],
  ["uncommitted-changes", environment({ git: { commit: "a", dirty: true } }), routerResult],
  ["not-the-same-work", routerResult, arms(() => ({ features: { decodesParams: true } }))],
];

const idsOf = (result: FamilyResult, selection = withoutStarlette) =>
  new FamilyReport(result).caveats(selection).map((caveat) => caveat.id);

describe("caveats", () => {
  test.each(cases)("%s shows where its condition holds, and only there", (id, shows, silent) => {
    expect(idsOf(shows)).toContain(id);
    expect(idsOf(silent)).not.toContain(id);
  });

  test("cross-language shows only where the Python arm is shown", () => {
    const report = new FamilyReport(routerResult);
    expect(report.caveats({ cases: ["static"] }).map((caveat) => caveat.id)).toContain("cross-language");
    expect(report.caveats({ cases: ["nested"] }).map((caveat) => caveat.id)).not.toContain("cross-language");
    expect(report.caveats(withoutStarlette).map((caveat) => caveat.id)).not.toContain("cross-language");
    expect(report.caveats({ cases: ["static"], arms: ["starlette"] }).map((caveat) => caveat.id)).not.toContain(
      "cross-language",
    );
  });

  test("a program of its own is said to be one, with its version", () => {
    const result = arms(({ name }) => (name === "memoirist" ? { language: "command", version: "jq-1.7" } : {}));
    const [said] = new FamilyReport(result).caveats(withoutStarlette).filter(({ id }) => id === "commands");
    expect(said?.text).toMatch(/^memoirist \(jq-1\.7\) is a program of its own: .* is in its time\.$/);
    expect(idsOf(routerResult)).not.toContain("commands");
  });

  test("noisy rounds say what it was, as far as the result tells", () => {
    const textOf = (result: FamilyResult) =>
      new FamilyReport(result).caveats(withoutStarlette).find(({ id }) => id === "noisy-rounds")?.text;
    expect(textOf(rounds({ quiet: 48, flags: { "foreign-cpu": 10, steal: 3 } }))).toBeUndefined();
    expect(textOf(rounds({ quiet: 47, flags: { steal: 3, "foreign-cpu": 11 } }))).toBe(
      "13 of 60 rounds were not quiet: other work on the machine in 11 and time stolen by the hypervisor in 3. None was left out.",
    );
    expect(textOf(rounds({ quiet: 30, medianSteal: 0.03 }))).toBe(
      "30 of 60 rounds were not quiet (other work or stolen time on the machine); the hypervisor took 3 % of the time in the middle round. None was left out.",
    );
  });

  test("the source report's hardware is said only beside its figures", () => {
    expect(new FamilyReport(routerResult).table().notes.some((note) => note.includes("other hardware"))).toBe(true);
    expect(
      new FamilyReport(routerResult).table({ source: false }).notes.some((note) => note.includes("other hardware")),
    ).toBe(false);
  });

  test("an arm that was not measured is named with its reason where it would be shown", () => {
    const report = new FamilyReport(routerResult);
    expect(report.caveats({}).find((caveat) => caveat.id === "not-measured")?.text).toBe(
      "Not measured: koa-tree-router (koa-tree-router cannot hold the table: conflicting wildcard).",
    );
    expect(idsOf(routerResult)).not.toContain("not-measured");
  });

  test("many arms are counted, not listed, and reasons are said once", () => {
    const missing = ["covet", "memoirist", "find-my-way", "starlette"].map((arm) => ({
      case: "static",
      arm,
      reason: "no",
    }));
    const text = new FamilyReport(
      changed({ notMeasured: [...missing, { case: "nested", arm: "covet", reason: "a, b" }] }),
    )
      .caveats()
      .find((caveat) => caveat.id === "not-measured")?.text;
    expect(text).toBe("Not measured: all 4 at Static route (no); Covet at Nested route (a, b).");
  });

  test("features are compared in both directions", () => {
    const less = arms((arm) => ({ features: { backtracks: arm.name !== "covet" } }));
    const texts = new FamilyReport(less).caveats(withoutStarlette).map((caveat) => caveat.text);
    expect(texts).toContain("Not the same work. Others, but not Covet: backtracks (find-my-way and memoirist).");
    expect(new FamilyReport(routerResult).caveats(withoutStarlette).map((caveat) => caveat.text)).toContain(
      "Not the same work. Covet percent-decodes params (not: memoirist).",
    );
  });

  test("what decides most comes first", () => {
    const smoke = changed({ decides: false, environment: { ...routerResult.environment, virtualMachine: true } });
    expect(idsOf(smoke)[0]).toBe("decides-nothing");
    expect(idsOf(smoke).indexOf("not-the-same-work")).toBeLessThan(idsOf(smoke).indexOf("virtual-machine"));
  });
});
