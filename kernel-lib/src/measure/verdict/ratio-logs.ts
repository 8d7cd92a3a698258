import type { ContestantSample, Round } from "../samples/round.js";
import { mean } from "../stats/mean.js";
import { median } from "../stats/median.js";
import { pairedTrimmedMeans } from "../stats/paired-trimmed-means.js";
import { sample } from "../stats/sample.js";
import { LEFT_OUT, type TurnParts, turnParts } from "./turn-parts.js";

/** One value a round each: log(time of `arm` / time of `against`), estimated in three ways. */
export interface RatioLogs {
  /**
   * From both arms' mean time a call, measured alike (see `partsAlike`): work without the laps that have the 5 % largest and 5 % smallest ratios of it, and all pauses. Where pauses
   * are not known, all laps. The primary.
   */
  readonly means: readonly number[];
  /**
   * From the median over laps of the log ratio of the two arms' work in the lap, with all pauses: the robust companion. Of laps, not of all turns: a hog that comes and
   * goes moves the median of an arm's turns from one speed to the other (with it 30 % of equal arms were undecided after 40 rounds), but
   * slows both turns of a lap, which lie milliseconds apart.
   */
  readonly medians: readonly number[];
  /** From the plain means of all laps: what the others leave out must not contradict them. */
  readonly wholes: readonly number[];
}

/** Nothing measured yet. */
export const noLogs: RatioLogs = { means: [], medians: [], wholes: [] };

/** The same selection from all three. */
export const eachLogs = (logs: RatioLogs, of: (values: readonly number[]) => readonly number[]): RatioLogs => ({
  means: of(logs.means),
  medians: of(logs.medians),
  wholes: of(logs.wholes),
});

/**
 * Both arms' turns, measured alike: without what other processes had the core for where that is known of both, else both with it; pauses apart where they are known of both. A
 * hog is no property of an arm, and hits turns by chance: beside one in step with the turns an integer loop against itself spread by 8.9 % with its
 * hits, and without them by no more than on the same machine without a hog.
 */
function partsAlike(a: ContestantSample, b: ContestantSample): readonly [TurnParts, TurnParts] {
  const net = a.waits !== null && b.waits !== null;
  const told = a.pauses !== null && b.pauses !== null;
  const parts = (each: ContestantSample) => turnParts(told ? each : { ...each, pauses: null }, net);
  return [parts(a), parts(b)];
}

/** Both arms' whole turns, measured alike, nanoseconds. */
export function turnsAlike(a: ContestantSample, b: ContestantSample): readonly [readonly number[], readonly number[]] {
  const net = a.waits !== null && b.waits !== null;
  const whole = (each: ContestantSample) => turnParts({ ...each, pauses: null }, net).work;
  return [whole(a), whole(b)];
}

const meanOf = (values: readonly number[]): number => mean(sample(values));

/** Mean work of a turn of both arms, and their mean pauses, nanoseconds. */
function means(ours: TurnParts, theirs: TurnParts) {
  const left = ours.pause === null || theirs.pause === null ? 0 : LEFT_OUT;
  const [work, otherWork] = pairedTrimmedMeans(sample(ours.work), sample(theirs.work), left);
  return { work, otherWork, pause: ours.pause ?? 0, otherPause: theirs.pause ?? 0 };
}

/** Time a reported call of both arms, measured alike, as the primary estimate has it, nanoseconds. */
export function perCallAlike(a: ContestantSample, b: ContestantSample): readonly [number, number] {
  const { work, otherWork, pause, otherPause } = means(...partsAlike(a, b));
  return [(work + pause) / a.calls, (otherWork + otherPause) / b.calls];
}

function logsOf(a: ContestantSample, b: ContestantSample): { mean: number; median: number; whole: number } {
  const [ours, theirs] = partsAlike(a, b);
  const { work, otherWork, pause, otherPause } = means(ours, theirs);
  const [all, others] = turnsAlike(a, b);
  const calls = Math.log(a.calls / b.calls);
  const laps = sample(ours.work.map((turn, lap) => Math.log(turn / (theirs.work[lap] ?? turn))));
  // Two typical turns, apart by the median lap, about the means: so that exchanging the arms only changes the sign.
  const [centre, half] = [Math.sqrt(work * otherWork), median(laps) / 2];
  const typical = Math.log((centre * Math.exp(half) + pause) / (centre * Math.exp(-half) + otherPause));
  return {
    mean: Math.log((work + pause) / (otherWork + otherPause)) - calls,
    median: typical - calls,
    whole: Math.log(meanOf(all) / meanOf(others)) - calls,
  };
}

/** The rounds in which both contestants took part, in order. */
export function ratioLogs(rounds: readonly Round[], arm: string, against: string): RatioLogs {
  const both = rounds.flatMap(({ contestants }) => {
    const a = contestants.find(({ id }) => id === arm);
    const b = contestants.find(({ id }) => id === against);
    return a && b ? [logsOf(a, b)] : [];
  });
  return {
    means: both.map((each) => each.mean),
    medians: both.map((each) => each.median),
    wholes: both.map(({ whole }) => whole),
  };
}
