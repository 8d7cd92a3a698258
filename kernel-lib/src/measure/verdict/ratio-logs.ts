import type { ContestantSample, Round } from "../samples/round.js";
import { median } from "../stats/median.js";
import { sample } from "../stats/sample.js";

/** One value a round: log(time of `arm` / time of `against`). */
export interface RatioLogs {
  /** From the mean time a call over the round's counted turns, without waits where both arms tell them: the primary. */
  readonly means: readonly number[];
  /**
   * The median over laps of the log ratio of the two arms' turns in the lap, a call each: the robust companion. Of laps, not of all turns: a hog that comes and
   * goes moves the median of an arm's turns from one speed to the other (with it 30 % of equal arms were undecided after 40 rounds), but
   * slows both turns of a lap, which lie milliseconds apart.
   */
  readonly medians: readonly number[];
}

/** Mean wall time a reported call over the counted turns of a round, nanoseconds, with what others had the core for. */
export const wallPerCall = ({ turns, calls }: ContestantSample): number => meanOf(turns) / calls;

/** Mean time a reported call over the counted turns of a round, nanoseconds; without what others had the core for, where that is known. */
export const meanPerCall = (each: ContestantSample): number => meanOf(netTurns(each)) / each.calls;

const meanOf = (turns: readonly number[]): number => turns.reduce((sum, turn) => sum + turn, 0) / turns.length;

const netTurns = ({ turns, waits }: ContestantSample): readonly number[] =>
  waits === null ? turns : turns.map((turn, place) => turn - (waits[place] ?? 0));

/**
 * Both arms' turns, measured alike: without what other processes had the core for where that is known of both, else both with it. A hog is no
 * property of an arm, and hits turns by chance: beside one in step with the turns an integer loop against itself spread by 8.9 % with its hits, and without
 * them by no more than on the same machine without a hog.
 */
export function turnsAlike(a: ContestantSample, b: ContestantSample): readonly [readonly number[], readonly number[]] {
  return a.waits === null || b.waits === null ? [a.turns, b.turns] : [netTurns(a), netTurns(b)];
}

/** Mean time a reported call of both arms, measured alike, nanoseconds. */
export function perCallAlike(a: ContestantSample, b: ContestantSample): readonly [number, number] {
  const [ours, theirs] = turnsAlike(a, b);
  return [meanOf(ours) / a.calls, meanOf(theirs) / b.calls];
}

function logsOf(a: ContestantSample, b: ContestantSample): { readonly mean: number; readonly median: number } {
  const [ours, theirs] = turnsAlike(a, b);
  const [arm, against] = perCallAlike(a, b);
  const laps = ours.map((turn, lap) => Math.log(turn / (theirs[lap] ?? turn)));
  return { mean: Math.log(arm / against), median: median(sample(laps)) - Math.log(a.calls / b.calls) };
}

/** The rounds in which both contestants took part, in order. */
export function ratioLogs(rounds: readonly Round[], arm: string, against: string): RatioLogs {
  const both = rounds.flatMap(({ contestants }) => {
    const a = contestants.find(({ id }) => id === arm);
    const b = contestants.find(({ id }) => id === against);
    return a && b ? [logsOf(a, b)] : [];
  });
  return { means: both.map(({ mean }) => mean), medians: both.map(({ median: middle }) => middle) };
}
