import type { Environment } from "../environment/environment.js";
import type { NotMeasured, Plan, PlannedCase } from "../plan/plan.js";
import type { LentRound } from "../samples/lent-round.js";
import type { Round, SourceRun } from "../samples/round.js";
import type { ScenarioRun } from "../samples/scenario-run.js";
import { armResults } from "./arm-results.js";
import type { CaseResult, FamilyResult } from "./family-result.js";
import { judgeRatio } from "./judge-ratio.js";
import { judgeSentinel } from "./judge-sentinel.js";
import { roundsSummary } from "./rounds-summary.js";
import { scenarioResults } from "./scenario-results.js";
import { sentinelRounds } from "./sentinel-rounds.js";

/** Samples beside those of the two lanes. */
export interface Beside {
  readonly scenarioRuns?: readonly ScenarioRun[];
  /** Rounds of other families' sentinels. */
  readonly lent?: readonly LentRound[];
}

/** What a plan and its samples say. Pure: the same files give the same bytes. O(samples · looks). */
export function summarize(
  plan: Plan,
  environment: Environment,
  rounds: readonly Round[],
  sourceRuns: readonly SourceRun[],
  notMeasured: readonly NotMeasured[],
  { scenarioRuns = [], lent = [] }: Beside = {},
): FamilyResult {
  const sentinels = plan.sentinels.flatMap(
    (sentinel) => judgeSentinel(plan, sentinelRounds(sentinel, rounds, lent)) ?? [],
  );
  const missing = [...plan.notMeasured, ...notMeasured].map(({ case: at, arm, reason, cannotHold }) => ({
    case: at,
    arm,
    reason,
    ...(cannotHold ? { cannotHold } : {}),
  }));
  const caseResult = (each: PlannedCase): CaseResult => ({
    case: each.name,
    title: each.title,
    kind: each.kind,
    delivery: each.delivery ?? "as-is",
    unit: `ns/${plan.operation}`,
    arms: armResults(plan, each.name, rounds, sourceRuns),
    ratios: plan.ratios
      .filter((ratio) => ratio.case === each.name)
      .map((ratio) =>
        judgeRatio(
          plan,
          ratio,
          rounds,
          {
            sentinelFailed: sentinels.find(({ kind }) => kind === each.kind)?.passed !== true,
            notMeasured: whyMissing(plan, ratio.group, [ratio.arm, ratio.against], missing),
          },
          lent,
        ),
      ),
  });
  return {
    schema: 1,
    family: plan.family,
    title: plan.title,
    operation: plan.operation,
    profile: plan.profile.name,
    decides: plan.profile.decides,
    seed: plan.seed,
    job: plan.hash,
    sampled: sampledSpan(environment, [...rounds, ...sourceRuns, ...scenarioRuns]),
    environment,
    cases: plan.cases.map(caseResult),
    scenarios: scenarioResults(plan, scenarioRuns, missing),
    sentinels,
    notMeasured: missing,
    rounds: roundsSummary(rounds, environment),
  };
}

function whyMissing(plan: Plan, group: string, ids: readonly string[], missing: readonly NotMeasured[]): string | null {
  const contestants = plan.groups.find(({ name }) => name === group)?.contestants ?? [];
  for (const { arm, case: at } of contestants.filter(({ id }) => ids.includes(id))) {
    const found = missing.find((each) => each.arm === arm && (each.case === at || each.case === "*"));
    if (found) return `${arm}: ${found.reason}`;
  }
  return null;
}

function sampledSpan(environment: Environment, samples: readonly { readonly startedAt: string }[]) {
  const times = samples.map(({ startedAt }) => startedAt).sort();
  return { from: times[0] ?? environment.recordedAt, to: times.at(-1) ?? environment.recordedAt };
}
