import type { Group, Plan, PlannedRatio } from "../plan/plan.js";
import type { Profile } from "../plan/profile.js";
import type { LentRound } from "../samples/lent-round.js";
import type { Round } from "../samples/round.js";
import { sample } from "../stats/sample.js";
import { standardDeviation } from "../stats/standard-deviation.js";
import { studentCritical } from "../stats/student-t.js";
import { tInterval } from "../stats/t-interval.js";
import { alphaOfLook } from "./alpha-of-look.js";
import { CONTRADICTION } from "./decide.js";
import { driftOf } from "./drift-of.js";
import type { Drift, Mixture, RatioResult } from "./family-result.js";
import { floorOf, ratioOf } from "./judge-sentinel.js";
import { mixtureOf } from "./mixture-of.js";
import { eachLogs, type RatioLogs, ratioLogs } from "./ratio-logs.js";
import { sentinelRounds } from "./sentinel-rounds.js";
import { isUnresolved, type Taken, takeLooks } from "./take-looks.js";

/** What else the judge must know of the run. */
export interface Circumstances {
  /** True where the kind's sentinel failed: nothing of that kind is decided. */
  readonly sentinelFailed: boolean;
  /** Why one of the two contestants was not measured; null where both were. */
  readonly notMeasured: string | null;
}

/**
 * Replays a ratio's looks over the first K rounds of each, in order; the first decision stands and nothing after it counts. Pure.
 * `rounds` are all rounds of the job, `lent` those of other families' sentinels.
 */
export function judgeRatio(
  plan: Plan,
  ratio: PlannedRatio,
  rounds: readonly Round[],
  circumstances: Circumstances,
  lent: readonly LentRound[] = [],
): RatioResult {
  const own = rounds.filter(({ group }) => group === ratio.group);
  const logs = ratioLogs(own, ratio.arm, ratio.against);
  const taken = lookAll(plan, ratio, rounds, lent, logs);
  const last = taken.at(-1);
  const decided = last?.decision ?? null;
  const stands = decided !== null && !circumstances.sentinelFailed && circumstances.notMeasured === null;
  const used = decided === null ? logs.means : logs.means.slice(0, last?.rounds);
  const alpha = last?.alpha ?? alphaOfLook(plan.profile, 0);
  const margin = last?.margin ?? marginAt(plan, ratio, rounds, lent, used.length);
  const seconds = own.reduce((sum, round) => sum + round.seconds, 0) / Math.max(1, own.length);
  const shown = circumstances.notMeasured === null ? used : [];
  const seen = circumstances.notMeasured === null ? inBoth(own, ratio).slice(0, used.length) : [];
  const mixture = mixtureOf(seen, ratio.arm, ratio.against);
  const drift = driftOf(seen, ratio.arm, ratio.against, margin);
  const reason =
    circumstances.notMeasured ??
    (stands ? null : whyUndecided(plan.profile, logs, last, circumstances, { mixture, drift, planned: ratio.margin }));
  const open = reason !== null && openReasons.has(reason);
  return {
    claim: ratio.claim,
    ...contestantsOf(plan, ratio),
    metric: "time",
    ...estimates(shown, decided === null ? logs : sliced(logs, last?.rounds ?? 0), alpha),
    margin,
    rounds: used.length,
    look: last?.look ?? 0,
    verdict: circumstances.notMeasured !== null ? "not measured" : stands && decided ? decided : "undecided",
    reason,
    neededSeconds: open ? forecast(plan.profile, logs.means, margin, seconds) : null,
    logs: shown,
    mixture,
    drift,
  };
}

/** Reasons that more rounds may remove. */
const openReasons: ReadonlySet<string> = new Set([
  "more rounds needed",
  "too few rounds",
  "bimodal",
  "drifting",
  "equal arms differ too much here",
]);

/** The rounds in which both contestants took part, in order. */
const inBoth = (rounds: readonly Round[], { arm, against }: PlannedRatio): readonly Round[] =>
  rounds.filter(({ contestants }) => [arm, against].every((id) => contestants.some((each) => each.id === id)));

/** True where a ratio's looks so far have decided it: it needs no more rounds. */
export function isDecided(
  plan: Plan,
  ratio: PlannedRatio,
  rounds: readonly Round[],
  lent: readonly LentRound[] = [],
): boolean {
  const own = rounds.filter(({ group }) => group === ratio.group);
  return lookAll(plan, ratio, rounds, lent, ratioLogs(own, ratio.arm, ratio.against)).at(-1)?.decision != null;
}

const lookAll = (
  plan: Plan,
  ratio: PlannedRatio,
  rounds: readonly Round[],
  lent: readonly LentRound[],
  logs: RatioLogs,
): readonly Taken[] =>
  takeLooks(plan.profile, logs, ratio.margin, (count) => marginAt(plan, ratio, rounds, lent, count));

const sliced = (logs: RatioLogs, count: number): RatioLogs => eachLogs(logs, (values) => values.slice(0, count));

/** The planned margin, or the floor that the kind's sentinel had measured by then if that is larger. */
function marginAt(
  plan: Plan,
  ratio: PlannedRatio,
  rounds: readonly Round[],
  lent: readonly LentRound[],
  count: number,
): number {
  const kind = plan.cases.find(({ name }) => name === ratio.case)?.kind;
  const planned = plan.sentinels.find((each) => each.kind === kind);
  if (!planned) return ratio.margin;
  const { sentinel, rounds: theirs } = sentinelRounds(planned, rounds, lent);
  return Math.max(ratio.margin, floorOf(sentinel, theirs, count) ?? 0);
}

function contestantsOf(plan: Plan, ratio: PlannedRatio) {
  const group: Group | undefined = plan.groups.find(({ name }) => name === ratio.group);
  const arm = group?.contestants.find(({ id }) => id === ratio.arm);
  const against = group?.contestants.find(({ id }) => id === ratio.against);
  return {
    arm: arm?.arm ?? ratio.arm,
    armCase: arm?.case ?? ratio.case,
    against: against?.arm ?? ratio.against,
    againstCase: against?.case ?? ratio.case,
  };
}

function estimates(means: readonly number[], { medians, wholes }: RatioLogs, alpha: number) {
  const none = { ratio: null, low: null, high: null, level: null, interval95: null, companion: null, plain: null };
  if (means.length < 2) return none;
  const { point, low, high } = tInterval(sample(means), alpha);
  const at95 = tInterval(sample(means), 0.05);
  const plain = tInterval(sample(wholes), CONTRADICTION);
  const companion = medians.reduce((sum, log) => sum + log, 0) / medians.length;
  return {
    ratio: ratioOf(point),
    low: ratioOf(low),
    high: ratioOf(high),
    level: 1 - alpha,
    interval95: { low: ratioOf(at95.low), high: ratioOf(at95.high) },
    companion: ratioOf(companion),
    plain: { ratio: ratioOf(plain.point), low: ratioOf(plain.low), high: ratioOf(plain.high) },
  };
}

function whyUndecided(
  profile: Profile,
  logs: RatioLogs,
  last: Taken | undefined,
  circumstances: Circumstances,
  {
    mixture,
    drift,
    planned,
  }: { readonly mixture: Mixture | null; readonly drift: Drift | null; readonly planned: number },
) {
  if (!profile.decides) return "profile decides nothing";
  if (!last || logs.means.length < (profile.looks[0] ?? 0)) return "too few rounds";
  if (circumstances.sentinelFailed) return "sentinel failed";
  if (mixture !== null) return "bimodal";
  if (drift !== null) return "drifting";
  if (last.primary === "no difference" && isUnresolved(last.margin, planned)) return "equal arms differ too much here";
  if (last.primary !== null) return "estimators disagree";
  const bound = Math.log1p(last.margin);
  const half = last.interval.high - last.interval.point;
  return half < bound / 2 ? "straddles the margin" : "more rounds needed";
}

/**
 * How many more rounds a ratio is expected to need: up to the first look at which it would be decided if its spread stays; up to the last
 * look where none would do.
 */
export function roundsNeeded(
  plan: Plan,
  ratio: PlannedRatio,
  rounds: readonly Round[],
  lent: readonly LentRound[] = [],
): number {
  const own = rounds.filter(({ group }) => group === ratio.group);
  const { means } = ratioLogs(own, ratio.arm, ratio.against);
  const margin = marginAt(plan, ratio, rounds, lent, Number.POSITIVE_INFINITY);
  const last = plan.profile.looks.at(-1) ?? 0;
  return forecast(plan.profile, means, margin, 1) ?? Math.max(0, last - means.length);
}

/** Seconds until the first look at which an interval shrunk by the square root of the rounds would decide; null if none would. */
function forecast(profile: Profile, means: readonly number[], margin: number, secondsEach: number): number | null {
  const wait = (count: number) => (count - means.length) * secondsEach;
  const first = profile.looks[0] ?? 0;
  if (means.length < 2) return secondsEach === 0 ? null : wait(first);
  const point = Math.abs(means.reduce((sum, log) => sum + log, 0) / means.length);
  const spread = standardDeviation(sample(means));
  const bound = Math.log1p(margin);
  for (const [place, count] of profile.looks.entries()) {
    if (count <= means.length) continue;
    const half = (studentCritical(alphaOfLook(profile, place), count - 1) * spread) / Math.sqrt(count);
    if (point - half > bound || (point < bound && point + half < 2 * bound)) return wait(count);
  }
  return null;
}
