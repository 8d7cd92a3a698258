import type { ArmLanguage, LoadSpec, MetricSpec, WorkloadKind } from "../../base/subject.js";
import type { Environment } from "../environment/environment.js";
import type { NotMeasured } from "../plan/plan.js";
import type { Tier } from "../samples/round.js";
import type { Steadiness } from "../stats/steadiness.js";

/**
 * What a job's plan and samples say: a pure function of the files, the same bytes each time.
 * This is the document of `kernel-lib bench <family> --json` (its schema is `familyResultSchema` in report/data).
 */
export interface FamilyResult {
  readonly schema: 1;
  readonly family: string;
  readonly title: string;
  readonly operation: string;
  readonly profile: string;
  readonly decides: boolean;
  readonly seed: number;
  /** The plan's hash. */
  readonly job: string;
  /** When the samples were taken. */
  readonly sampled: { readonly from: string; readonly to: string };
  readonly environment: Environment;
  readonly cases: readonly CaseResult[];
  readonly scenarios: readonly ScenarioResult[];
  readonly sentinels: readonly SentinelResult[];
  readonly notMeasured: readonly NotMeasured[];
  readonly rounds: RoundsSummary;
}

/** What the rounds met, for caveats. */
export interface RoundsSummary {
  readonly total: number;
  /** Rounds without any flag. */
  readonly quiet: number;
  /** Flag (`RoundFlag`) -> how many rounds have it; flags that none has are absent, and all of them in results of older releases. */
  readonly flags: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Share of the rounds' wall time outside the arms' warm-up and turns; null where no round tells. */
  readonly harnessShare: number | null;
  readonly medianSteal: number | null;
  readonly medianForeignCpu: number | null;
  /** Share of the counted turns' wall time in which other processes had the core, over the contestants that tell it; null where none does. */
  readonly waited: number | null;
  /** Slowest spin loop over the fastest, minus 1. */
  readonly spinSpread: number | null;
}

export interface CaseResult {
  readonly case: string;
  readonly title: string;
  readonly kind: WorkloadKind;
  readonly delivery: "as-is" | "fresh" | "cut";
  /** "ns/lookup" */
  readonly unit: string;
  readonly arms: readonly ArmResult[];
  readonly ratios: readonly RatioResult[];
}

/** One arm at one case, in nanoseconds an operation. */
export interface ArmResult {
  readonly name: string;
  readonly label: string;
  readonly language: ArmLanguage;
  readonly package: string | null;
  readonly version: string | null;
  readonly features: Readonly<Record<string, boolean | string>>;
  readonly note: string | null;
  /** The source report's protocol; null where this run did not use it for this arm and case. */
  readonly lane: "source";
  readonly median: number;
  readonly mean: number;
  readonly p95: number;
  readonly p99: number;
  /** Timed samples over all runs. */
  readonly n: number;
  readonly runs: number;
  /** Calls a sample; percentiles are of batch means where it is over 1. */
  readonly batch: number;
  readonly collections: number;
  /** 1 %, 2 % … 99 % of the samples, for distributions. */
  readonly quantiles: readonly number[];
  /** From the claim lane's rounds, where this arm was in them: geometric mean over rounds with its 95 % t interval. */
  readonly claimLane: {
    readonly time: number;
    readonly low: number;
    readonly high: number;
    readonly rounds: number;
    readonly perRound: readonly number[];
    /** How the processes behaved while they were counted: how many of each class. */
    readonly classes: Readonly<Record<Steadiness, number>>;
    /** In which tier the timed loop ran after its last turn, and how many processes; empty where it is not known. */
    readonly tiers: Readonly<Partial<Record<Tier, number>>>;
    /** Garbage collections inside counted turns, all processes together. */
    readonly collections: number;
  } | null;
}

/** A scenario: what each arm's processes came to. Nothing is decided here. */
export interface ScenarioResult {
  readonly scenario: string;
  readonly title: string;
  /** The load that was put on servers; null for a scenario without. */
  readonly load: LoadSpec | null;
  readonly metrics: readonly MetricResult[];
}

export interface MetricResult extends MetricSpec {
  readonly arms: readonly MetricOfArm[];
  readonly ratios: readonly MetricRatio[];
}

export interface MetricOfArm {
  readonly name: string;
  readonly label: string;
  readonly language: ArmLanguage;
  /** One value a process, in the order of the runs. */
  readonly values: readonly number[];
  readonly mean: number;
  /** 95 % t interval of the mean over processes; null where there was one process. */
  readonly interval95: { readonly low: number; readonly high: number } | null;
}

/** `arm` over `against`, run by run: the geometric mean of the ratios; only where both arms' values are above 0 in every shared run. */
export interface MetricRatio {
  /** "memory/models/heap-bytes/typeorm" */
  readonly claim: string;
  readonly arm: string;
  readonly against: string;
  readonly ratio: number;
  /** 95 % t interval over runs; null where there was one. */
  readonly interval95: { readonly low: number; readonly high: number } | null;
  readonly runs: number;
}

export type Verdict = "faster" | "slower" | "no difference" | "undecided" | "not measured";

/** Why a ratio is undecided; words, each with one meaning. */
export type UndecidedReason =
  | "profile decides nothing"
  | "more rounds needed"
  | "straddles the margin"
  | "estimators disagree"
  | "sentinel failed"
  | "equal arms differ too much here"
  | "bimodal"
  | "drifting"
  | "too few rounds";

/** The rounds' ratios lie in two heaps: a process starts at one speed or at another. */
export interface Mixture {
  /** The arm whose processes do. */
  readonly arm: string;
  /** Rounds in the smaller heap, and in all. */
  readonly rounds: number;
  readonly of: number;
  /** How many times the smaller heap's mean time ratio is that of the larger: above 1, its processes are slower (of `against`: faster). */
  readonly times: number;
}

/** The ratio over the first half of the turns over that over the second half, with its 99.9 % interval, which lies beyond the margin. */
export interface Drift {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

export interface RatioResult {
  /** "router/one-param/memoirist" */
  readonly claim: string;
  readonly arm: string;
  readonly armCase: string;
  readonly against: string;
  readonly againstCase: string;
  readonly metric: "time";
  /** Geometric mean over rounds of time(arm) / time(against), as ratio-logs.ts has it; below 1: arm is faster. NaN is never stored: null with verdict "not measured". */
  readonly ratio: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Confidence of low–high: 1 minus the alpha of the look at which it was taken. */
  readonly level: number | null;
  /** The plain 95 % interval, for goals and figures. */
  readonly interval95: { readonly low: number; readonly high: number } | null;
  /** The larger of the planned margin and the floor that the sentinel measured. */
  readonly margin: number;
  /** The robust companion: from the median over laps of the ratio of two turns, geometric mean over rounds. */
  readonly companion: number | null;
  /** From the plain means of all laps, none left out, with the 99 % interval that a decision must not contradict; null in results of before it was told. */
  readonly plain: { readonly ratio: number; readonly low: number; readonly high: number } | null;
  readonly rounds: number;
  /** 1, 2, 3 …: the look that decided, or the last one taken; 0 before the first. */
  readonly look: number;
  readonly verdict: Verdict;
  readonly reason: UndecidedReason | string | null;
  /** Forecast of further measuring until a decision, seconds; null where decided or not to be forecast. */
  readonly neededSeconds: number | null;
  /** One log ratio a round. */
  readonly logs: readonly number[];
  /** Where the arms are bimodal or drift, that is named; the verdict stands all the same: its interval holds what they do. */
  readonly mixture: Mixture | null;
  readonly drift: Drift | null;
}

export interface SentinelResult {
  readonly kind: WorkloadKind;
  readonly passed: boolean;
  readonly reason: string | null;
  readonly same: { readonly ratio: number; readonly low: number; readonly high: number };
  readonly plus: { readonly known: number; readonly ratio: number; readonly low: number; readonly high: number };
  /** Outer bound of the same-against-same 95 % interval, as a fraction; no verdict of this kind uses a smaller margin. */
  readonly floor: number;
  readonly rounds: number;
  /** The family in whose rounds it ran, where another family of the same run lent it; null where it is this family's own. */
  readonly lentBy: string | null;
}
