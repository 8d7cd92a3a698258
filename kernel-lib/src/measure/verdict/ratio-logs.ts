import type { ContestantSample, Round } from "../samples/round.js";
import { median } from "../stats/median.js";
import { sample } from "../stats/sample.js";

/** One value a round: log(time of `arm` / time of `against`). */
export interface RatioLogs {
  /** From the mean time a call over the round's counted turns: the primary. */
  readonly means: readonly number[];
  /** From the median turn: the robust companion. */
  readonly medians: readonly number[];
}

/** Mean wall time a reported call over the counted turns of a round, nanoseconds. */
export const meanPerCall = ({ turns, calls }: ContestantSample): number =>
  turns.reduce((sum, turn) => sum + turn, 0) / (turns.length * calls);

const medianPerCall = ({ turns, calls }: ContestantSample): number => median(sample(turns)) / calls;

/** The rounds in which both contestants took part, in order. */
export function ratioLogs(rounds: readonly Round[], arm: string, against: string): RatioLogs {
  const both = rounds.flatMap(({ contestants }) => {
    const a = contestants.find(({ id }) => id === arm);
    const b = contestants.find(({ id }) => id === against);
    return a && b ? [[a, b] as const] : [];
  });
  return {
    means: both.map(([a, b]) => Math.log(meanPerCall(a) / meanPerCall(b))),
    medians: both.map(([a, b]) => Math.log(medianPerCall(a) / medianPerCall(b))),
  };
}
