import type { MetricSpec } from "../../base/subject.js";
import type { NotMeasured, Plan, PlannedScenario } from "../plan/plan.js";
import type { ScenarioRun } from "../samples/scenario-run.js";
import { mean } from "../stats/mean.js";
import { sample } from "../stats/sample.js";
import { tInterval } from "../stats/t-interval.js";
import type { MetricOfArm, MetricRatio, MetricResult, ScenarioResult } from "./family-result.js";
import { ratioOf } from "./judge-sentinel.js";

/**
 * What a plan's scenarios came to: each metric's values with their mean and its 95 % t interval over processes, and the first arm's ratio to
 * each other one, run by run (geometric mean, t interval of the logs). Pure. An arm that failed in any run is left out: its figures are void.
 */
export function scenarioResults(
  plan: Plan,
  runs: readonly ScenarioRun[],
  missing: readonly NotMeasured[],
): readonly ScenarioResult[] {
  return plan.scenarios.map((scenario) => {
    const present = scenario.arms.filter(
      (arm) => !missing.some((each) => each.arm === arm && (each.case === scenario.name || each.case === "*")),
    );
    const own = runs
      .filter((each) => each.scenario === scenario.name && present.includes(each.arm))
      .sort((a, b) => a.run - b.run);
    return {
      scenario: scenario.name,
      title: scenario.title,
      load: scenario.load ?? null,
      metrics: scenario.metrics.map((metric) => metricResult(plan, scenario, metric, own)),
    };
  });
}

function metricResult(
  plan: Plan,
  scenario: PlannedScenario,
  metric: MetricSpec,
  runs: readonly ScenarioRun[],
): MetricResult {
  const [first, ...others] = scenario.arms;
  const ratios = metric.better === "neither" ? [] : others;
  const figureOf = ({ figures }: ScenarioRun) => figures[metric.name] ?? Number.NaN;
  return {
    ...metric,
    arms: scenario.arms.flatMap((arm) => {
      const values = runs.filter((each) => each.arm === arm).map(figureOf);
      return values.length === 0 ? [] : [metricOfArm(plan, arm, values)];
    }),
    ratios: ratios.flatMap((against): readonly MetricRatio[] => {
      const shared = runs
        .filter((each) => each.arm === first)
        .flatMap((ours) => {
          const theirs = runs.find((each) => each.arm === against && each.run === ours.run);
          return theirs ? [[figureOf(ours), figureOf(theirs)] as const] : [];
        });
      if (first === undefined || shared.length === 0 || shared.some(([a, b]) => !(a > 0 && b > 0))) return [];
      const logs = sample(shared.map(([a, b]) => Math.log(a / b)));
      const claim = [plan.family, scenario.name, metric.name, against].join("/");
      return [
        { claim, arm: first, against, ratio: ratioOf(mean(logs)), interval95: ratioInterval(logs), runs: logs.length },
      ];
    }),
  };
}

function ratioInterval(logs: ReturnType<typeof sample>) {
  if (logs.length < 2) return null;
  const { low, high } = tInterval(logs, 0.05);
  return { low: ratioOf(low), high: ratioOf(high) };
}

function metricOfArm(plan: Plan, name: string, values: readonly number[]): MetricOfArm {
  const arm = plan.arms.find((each) => each.name === name);
  const all = sample(values);
  const interval = all.length < 2 ? null : tInterval(all, 0.05);
  return {
    name,
    label: arm?.label ?? name,
    language: arm?.language ?? "typescript",
    values,
    mean: mean(all),
    interval95: interval && { low: interval.low, high: interval.high },
  };
}
