import type { ContestantSample, Round } from "../samples/round.js";
import { median } from "../stats/median.js";
import { sample } from "../stats/sample.js";

/** One value a round: log(time of `arm` / time of `against`). */
export interface RatioLogs {
  /** From the mean time a call over the round's counted turns: the primary. */
  readonly means: readonly number[];
  /**
   * The median over laps of the log ratio of the two arms' turns in the lap, a call each: the robust companion. Of laps, not of all turns: a hog that comes and
   * goes moves the median of an arm's turns from one speed to the other (with it 30 % of equal arms were undecided after 40 rounds), but
   * slows both turns of a lap, which lie milliseconds apart.
   */
  readonly medians: readonly number[];
}

/** Mean wall time a reported call over the counted turns of a round, nanoseconds. */
export const meanPerCall = ({ turns, calls }: ContestantSample): number =>
  turns.reduce((sum, turn) => sum + turn, 0) / (turns.length * calls);

const medianOfLaps = (a: ContestantSample, b: ContestantSample): number =>
  median(sample(a.turns.map((turn, lap) => Math.log(turn / (b.turns[lap] ?? turn))))) - Math.log(a.calls / b.calls);

/** The rounds in which both contestants took part, in order. */
export function ratioLogs(rounds: readonly Round[], arm: string, against: string): RatioLogs {
  const both = rounds.flatMap(({ contestants }) => {
    const a = contestants.find(({ id }) => id === arm);
    const b = contestants.find(({ id }) => id === against);
    return a && b ? [[a, b] as const] : [];
  });
  return {
    means: both.map(([a, b]) => Math.log(meanPerCall(a) / meanPerCall(b))),
    medians: both.map(([a, b]) => medianOfLaps(a, b)),
  };
}
