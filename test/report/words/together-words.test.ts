import { expect, test } from "vitest";
import { processRules } from "../../../kernel-lib/src/report/caveats/process-rules.ts";
import { FamilyReport } from "../../../kernel-lib/src/report/family-report.ts";
import { routerResult } from "../fixtures/family-result.ts";

const report = new FamilyReport(routerResult);

test("a composite says its direction only where all cases have it", () => {
  const faster = report.cases.filter((one) => report.verdict(one, "find-my-way").verdict === "faster");
  expect(faster.length).toBeGreaterThan(1);
  expect(report.together("find-my-way", faster).words).toMatch(
    new RegExp(`^faster at each of ${faster.length} cases; [0-9.]+x in the geometric mean \\([0-9.–]+\\)$`),
  );
  expect(report.together("find-my-way", faster).speak().source).toContain("decided by itself");
  expect(report.together("find-my-way").words).toMatch(/^not measured for all 8 together: .*find-my-way crashed/);
});

test("two speeds, drift, unsteady processes and mixed tiers are named as caveats; steady ones have none", () => {
  const shown = report.shown({});
  for (const rule of processRules) expect(rule.text(shown)).toBeNull();
  const [first] = shown.ratios;
  if (first === undefined) throw new Error("there is no ratio");
  const crooked = {
    ...shown,
    ratios: [
      {
        ...first,
        mixture: { arm: first.against, rounds: 3, of: 20, times: 0.526 },
        drift: { ratio: 1.08, low: 1.05, high: 1.11 },
      },
    ],
    cases: shown.cases.map((task) => ({
      ...task,
      arms: task.arms.map((arm) => ({
        ...arm,
        claimLane: arm.claimLane && {
          ...arm.claimLane,
          classes: { steady: 10, drifting: 6, cyclic: 1, none: 3 },
          tiers: { turbofan: 15, maglev: 5 },
        },
      })),
    })),
  };
  const said = Object.fromEntries(processRules.map((rule) => [rule.id, rule.text(crooked)]));
  expect(said.bimodal).toContain("3 of 20 rounds lie 1.9x apart");
  expect(said.drifting).toContain("by 8 %");
  expect(said.unsteady).toContain("10 of 20 (6 drifting, 1 cyclic, 3 neither)");
  expect(said["not-optimised"]).toContain("in 5 of 20 (maglev)");
});
