import type { Plan, PlannedArm } from "../plan/plan.js";
import type { ContestantSample, Round, SourceRun } from "../samples/round.js";
import { mean } from "../stats/mean.js";
import { quantileOfSorted, sorted } from "../stats/quantile.js";
import { sample } from "../stats/sample.js";
import { FEWEST_TURNS, type Steadiness, steadiness } from "../stats/steadiness.js";
import { tInterval } from "../stats/t-interval.js";
import type { ArmResult } from "./family-result.js";
import { ratioOf } from "./judge-sentinel.js";
import { timePerCall } from "./time-per-call.js";

/** The arms that the source lane measured at a case, in the plan's order. */
export function armResults(
  plan: Plan,
  caseName: string,
  rounds: readonly Round[],
  sourceRuns: readonly SourceRun[],
): readonly ArmResult[] {
  return plan.arms.flatMap((arm) => {
    const runs = sourceRuns.filter((run) => run.arm === arm.name && run.case === caseName);
    return runs.length === 0 ? [] : [armResult(arm, runs, claimLane(arm.name, caseName, rounds))];
  });
}

function armResult(arm: PlannedArm, runs: readonly SourceRun[], lane: ArmResult["claimLane"]): ArmResult {
  const times = sample(runs.flatMap((run) => run.times));
  const ascending = sorted(times);
  return {
    name: arm.name,
    label: arm.label ?? arm.name,
    language: arm.language,
    package: arm.package ?? null,
    version: arm.version ?? null,
    features: arm.features ?? {},
    note: arm.note ?? null,
    lane: "source",
    median: quantileOfSorted(ascending, 0.5),
    mean: mean(times),
    p95: quantileOfSorted(ascending, 0.95),
    p99: quantileOfSorted(ascending, 0.99),
    n: times.length,
    runs: runs.length,
    batch: Math.max(...runs.map((run) => run.batch)),
    collections: runs.reduce((sum, run) => sum + run.collections.count, 0),
    quantiles: Array.from({ length: 99 }, (_, place) => quantileOfSorted(ascending, (place + 1) / 100)),
    claimLane: lane,
  };
}

/** The arm's own contestant of the case's group, where it was in at least two rounds. */
function claimLane(arm: string, caseName: string, rounds: readonly Round[]): ArmResult["claimLane"] {
  const samples = rounds
    .filter(({ group }) => group === caseName)
    .flatMap(({ contestants }) => contestants.filter(({ id }) => id === arm));
  if (samples.length < 2) return null;
  const perRound = samples.map(timePerCall);
  const { point, low, high } = tInterval(sample(perRound.map(Math.log)), 0.05);
  return {
    time: ratioOf(point),
    low: ratioOf(low),
    high: ratioOf(high),
    rounds: perRound.length,
    perRound,
    classes: { steady: 0, drifting: 0, cyclic: 0, none: 0, ...counts(samples.flatMap(classOf)) },
    tiers: counts(samples.flatMap(({ tiers }) => tiers?.after ?? [])),
    collections: samples.reduce((sum, each) => sum + each.collections.count, 0),
  };
}

/** Stretches by which steadiness is told: those of the warm-up's length, where a round has 160 turns. */
const STRETCHES = 32;

/** Nothing where a profile takes too few turns to tell. */
function classOf({ turns }: ContestantSample): readonly Steadiness[] {
  const each = Math.max(1, Math.floor(turns.length / STRETCHES));
  const stretches = Array.from({ length: Math.floor(turns.length / each) }, (_, place) =>
    mean(sample(turns.slice(place * each, (place + 1) * each))),
  );
  return stretches.length < FEWEST_TURNS ? [] : [steadiness(stretches)];
}

function counts<Name extends string>(names: readonly Name[]): Partial<Record<Name, number>> {
  const found: Partial<Record<Name, number>> = {};
  for (const name of names) found[name] = (found[name] ?? 0) + 1;
  return found;
}
