import { medianInterval } from "../stats/median-interval.js";
import { sample } from "../stats/sample.js";

/**
 * The floor under every margin of a kind: the outer bound of the 95 % interval of the median ratio of an arm against itself, as a fraction. Null for
 * fewer than two ratios. It is there for what pulls all rounds one way; what spreads them is in each ratio's own interval. So it is the median's:
 * with Student's interval one process that started at another speed (one in fifty does) raised the floor of its kind to 10 % and left
 * sound ratios undecided. O(n log n).
 */
export function floorOfLogs(logs: readonly number[]): number | null {
  if (logs.length < 2) return null;
  const { low, high } = medianInterval(sample(logs), 0.05);
  return Math.min(Math.expm1(Math.max(Math.abs(low), Math.abs(high))), Number.MAX_VALUE);
}
