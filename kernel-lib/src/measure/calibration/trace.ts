import type { Round } from "../samples/round.js";
import { type RatioLogs, ratioLogs } from "../verdict/ratio-logs.js";
import { samePairs } from "./calibration-plan.js";

/** The log ratios of a cell that asks "same": true ratio 1 in each. */
export interface Trace {
  /** One for each pair of contestants, in the order of the rounds: what live decisions are taken from. */
  readonly pairs: readonly RatioLogs[];
  /** All pairs' ratios, round by round: what is drawn from. */
  readonly all: RatioLogs;
  /** Wall time of a round for each contestant in it, mean, seconds. */
  readonly secondsEach: number;
}

/** @throws RangeError without rounds. */
export function traceOf(rounds: readonly Round[]): Trace {
  if (rounds.length === 0) throw new RangeError("a trace needs at least one round");
  const pairs = samePairs.map(([arm, against]) => ratioLogs(rounds, arm, against));
  const woven = (of: (logs: RatioLogs) => readonly number[]) =>
    rounds.flatMap((_, place) => pairs.flatMap((logs) => of(logs)[place] ?? []));
  const contestants = rounds.reduce((sum, round) => sum + round.contestants.length, 0);
  return {
    pairs,
    all: {
      means: woven(({ means }) => means),
      medians: woven(({ medians }) => medians),
      wholes: woven(({ wholes }) => wholes),
    },
    secondsEach: rounds.reduce((sum, { seconds }) => sum + seconds, 0) / contestants,
  };
}
