import type { ContestantSample } from "../samples/round.js";
import { mean } from "../stats/mean.js";
import { sample } from "../stats/sample.js";
import { trimmedMean } from "../stats/trimmed-mean.js";
import { LEFT_OUT, turnParts } from "./turn-parts.js";

/** Mean wall time a reported call over all counted turns of a round, nanoseconds, with what others had the core for. */
export const wallPerCall = ({ turns, calls }: ContestantSample): number => mean(sample(turns)) / calls;

/**
 * Time a reported call in a round, nanoseconds, as it goes into ratios, of one process for itself: without what others had the core for, where that is known; the mean of its turns'
 * work without the 5 % longest and 5 % shortest, and of all their pauses. The plain mean where pauses are not known.
 */
export function timePerCall(each: ContestantSample): number {
  const { work, pause } = turnParts(each, true);
  return (pause === null ? mean(sample(work)) : trimmedMean(sample(work), LEFT_OUT) + pause) / each.calls;
}
