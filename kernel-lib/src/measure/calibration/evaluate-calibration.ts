import type { Profile } from "../plan/profile.js";
import { type Random, random } from "../plan/random.js";
import type { Round } from "../samples/round.js";
import { mean } from "../stats/mean.js";
import { sample } from "../stats/sample.js";
import { tInterval } from "../stats/t-interval.js";
import { type BaseLine, baseResult } from "./base-line.js";
import type { CalibrationResult, Estimate, PowerResult, RegimeResult, SameCell } from "./calibration-result.js";
import { coverageOf } from "./coverage-of.js";
import { knownRatiosOf } from "./known-ratios-of.js";
import { liveDecisions } from "./live-decisions.js";
import { noiseRegimes } from "./noise.js";
import { oldErrors } from "./old-errors.js";
import type { ToolLine } from "./other-tools/tool-line.js";
import type { RecordedCell } from "./read-cells.js";
import { mostOf, type Replayed, replay } from "./replay.js";
import { machinesOf, type SessionLine } from "./session-line.js";
import { share } from "./share.js";
import { spreadOf } from "./spread-of.js";
import { toolResults } from "./tool-results.js";
import { type Trace, traceOf } from "./trace.js";
import { type Drawable, wholeReports } from "./whole-reports.js";

/** How much is replayed. */
export interface ReplayCounts {
  /** Decisions of equal arms in each cell that has enough recorded. */
  readonly decisions: number;
  readonly power: number;
  readonly coverage: number;
  readonly reports: number;
  readonly wrongSign: number;
}

export const wholeCounts: ReplayCounts = {
  decisions: 1_000,
  power: 400,
  coverage: 2_000,
  reports: 200,
  wrongSign: 1_000,
};

export interface EvaluateRequest {
  readonly cells: readonly RecordedCell[];
  readonly tools: readonly ToolLine[];
  readonly bases: readonly BaseLine[];
  readonly sessions: readonly SessionLine[];
  readonly profile: Profile;
  /** The smallest difference of interest of each case, a fraction. */
  readonly margins: Readonly<Record<string, number>>;
  /** The case whose power is promised. */
  readonly promised: string;
  readonly seed: number;
  readonly counts: ReplayCounts;
}

/** A recorded cell of equal arms with what is drawn from it. */
interface Traced {
  readonly cell: RecordedCell;
  readonly trace: Trace;
  readonly margin: number;
}

/** Evaluates a calibration's recorded rounds. Pure: every draw follows from the seed. O(replays · looks). */
export function evaluateCalibration(request: EvaluateRequest): CalibrationResult {
  const { cells, profile, seed, counts } = request;
  const marginOf = (at: string): number => {
    const margin = request.margins[at];
    if (margin === undefined) throw new RangeError(`there is no margin for case "${at}"`);
    return margin;
  };
  const traced = cells
    .filter(({ question, rounds }) => question === "same" && rounds.length > 1)
    .map((cell): Traced => ({ cell, trace: traceOf(cell.rounds), margin: marginOf(cell.case) }));
  const bound = traced.filter(({ cell }) => cell.placement === "all");
  const enough = bound.filter(({ trace }) => mostOf(trace.all) >= (profile.looks[0] ?? 0));
  const same = traced.map((each) => sameCell(each, request, random(seed, "cell", nameOf(each))));
  const times = cells.flatMap(({ rounds }) => rounds.map(({ startedAt }) => startedAt)).sort();
  const drawable = enough.map(({ trace, margin }): Drawable => ({ trace: trace.all, margin }));
  return {
    schema: 1,
    seed,
    claims: profile.claims,
    promised: request.promised,
    sampled: { from: times[0] ?? "", to: times.at(-1) ?? "" },
    machines: machinesOf(request.sessions),
    net: cells.every(({ placement, rounds }) => placement !== "all" || rounds.every(tellsWaits)),
    cells: same,
    known: cells
      .filter(({ question }) => question === "known")
      .flatMap((cell) => knownRatiosOf(cell.case, cell.rounds)),
    regimes: noiseRegimes.map((regime) => regimeResult(regime, same)),
    reports: wholeReports(drawable, profile, counts.reports, random(seed, "reports")),
    wrongSign: wrongSign(enough, profile, counts.wrongSign, random(seed, "wrong sign")),
    power: power(enough, request),
    oldErrors: oldErrors(cells, { profile, margin: marginOf, chance: random(seed, "old errors") }),
    tools: toolResults(request.tools),
    base: baseResult(request.bases),
    harness: harness(bound.filter(({ cell }) => cell.regime === "quiet").map(({ cell }) => cell)),
  };
}

const tellsWaits = ({ contestants }: Round) => contestants.every(({ waits }) => waits !== null);
const nameOf = ({ cell }: Traced) => `${cell.case} ${cell.regime} ${cell.placement}`;
const isWrong = ({ decision }: { readonly decision: Replayed["decision"] }) =>
  decision === "faster" || decision === "slower";

function sameCell({ cell, trace, margin }: Traced, { profile, counts }: EvaluateRequest, chance: Random): SameCell {
  const [first, second] = trace.pairs;
  if (first === undefined || second === undefined) throw new RangeError("equal arms come in two pairs");
  const decisions = [
    ...liveDecisions(first, second.means, profile, margin),
    ...liveDecisions(second, first.means, profile, margin),
  ];
  const { point, low, high } = tInterval(sample(trace.all.means), 0.05);
  return {
    case: cell.case,
    regime: cell.regime,
    placement: cell.placement,
    margin,
    rounds: cell.rounds.length,
    ratios: trace.all.means.length,
    secondsEach: trace.secondsEach,
    spread: spreadOf(trace.all.means),
    plainSpread: spreadOf(trace.all.wholes),
    mean: { value: point, low, high },
    live: {
      decisions: decisions.length,
      wrong: decisions.filter(isWrong).length,
      noDifference: decisions.filter(({ decision }) => decision === "no difference").length,
    },
    replayed: replayed(trace, margin, profile, counts.decisions, chance),
    coverage: [5, 15, 27].flatMap((rounds) => {
      const held = coverageOf(trace.all, rounds, counts.coverage, chance);
      return held === null ? [] : [{ rounds, held }];
    }),
  };
}

function replayed(trace: Trace, margin: number, profile: Profile, times: number, chance: Random): SameCell["replayed"] {
  if (mostOf(trace.all) < (profile.looks[0] ?? 0)) return null;
  const most = profile.looks.at(-1) ?? 0;
  const all = Array.from({ length: times }, () => replay(trace.all, { profile, margin, effect: 0, most }, chance));
  const of = (what: (each: Replayed) => boolean) => share(all.filter(what).length, times);
  const wrong = of(isWrong);
  const noDifference = of(({ decision }) => decision === "no difference");
  const undecided = of(({ decision }) => decision === null);
  return wrong && noDifference && undecided && { wrong, noDifference, undecided };
}

function regimeResult(regime: SameCell["regime"], cells: readonly SameCell[]): RegimeResult {
  const its = cells.filter((cell) => cell.regime === regime && cell.placement === "all");
  const shares = its.flatMap(({ replayed: each }) => each?.wrong ?? []);
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  return {
    regime,
    wrong: share(sum(shares.map(({ count }) => count)), sum(shares.map(({ of }) => of))),
    live: { decisions: sum(its.map(({ live }) => live.decisions)), wrong: sum(its.map(({ live }) => live.wrong)) },
  };
}

/** True ratios of 1.02, 1.03 and 1.05, one way and the other, over all traces: decided for the wrong side. */
function wrongSign(traced: readonly Traced[], profile: Profile, times: number, chance: Random) {
  if (traced.length === 0) return null;
  const most = profile.looks.at(-1) ?? 0;
  let wrong = 0;
  for (let time = 0; time < times; time++) {
    const { trace, margin } = traced[time % traced.length] ?? traced[0] ?? raise();
    const size = Math.log1p([0.02, 0.03, 0.05][time % 3] ?? 0.02);
    const effect = chance.next() < 0.5 ? size : -size;
    const { decision } = replay(trace.all, { profile, margin, effect, most }, chance);
    if (decision === (effect > 0 ? "faster" : "slower")) wrong++;
  }
  return share(wrong, times);
}

function raise(): never {
  throw new RangeError("there is no trace");
}

/** What is promised of the one case: each effect within its time, twice the time under a hog. */
const promises = [
  { effect: 0.05, quiet: 30, hog: 60 },
  { effect: 0.03, quiet: 60, hog: 120 },
  { effect: 0.02, quiet: 180, hog: 360 },
  { effect: 0, quiet: 60, hog: 180 },
] as const;

function power(
  traced: readonly Traced[],
  { profile, promised, seed, counts }: EvaluateRequest,
): readonly PowerResult[] {
  return traced
    .filter(({ cell }) => cell.case === promised)
    .flatMap(({ cell, trace, margin }) =>
      promises.flatMap(({ effect, quiet, hog }): readonly PowerResult[] => {
        const seconds = cell.regime === "quiet" ? quiet : hog;
        const most = Math.floor(seconds / (2 * trace.secondsEach));
        const chance = random(seed, "power", cell.regime, effect);
        const wanted = effect === 0 ? "no difference" : "slower";
        const all = Array.from({ length: counts.power }, () =>
          replay(trace.all, { profile, margin, effect: Math.log1p(effect), most }, chance),
        );
        const found = share(all.filter(({ decision }) => decision === wanted).length, counts.power);
        const affordable = Math.min(most, profile.looks.at(-1) ?? 0);
        const rounds = Math.min(affordable, mostOf(trace.all));
        const question = { case: cell.case, regime: cell.regime, effect, seconds, affordable, rounds };
        return found === null ? [] : [{ ...question, found }];
      }),
    );
}

function harness(cells: readonly RecordedCell[]): Estimate | null {
  const shares = cells.flatMap(({ rounds }) =>
    rounds.flatMap(({ seconds, workSeconds }) => (workSeconds === null ? [] : [1 - workSeconds / seconds])),
  );
  if (shares.length < 2) return null;
  const { low, high } = tInterval(sample(shares), 0.05);
  return { value: mean(sample(shares)), low, high };
}
