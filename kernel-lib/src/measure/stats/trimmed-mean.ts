import { mean } from "./mean.js";
import { type Sample, sample } from "./sample.js";

/**
 * Mean of the values that are left without the `share` smallest and the `share` largest of them (so many of n rounded down, at either end): 0 is the arithmetic mean.
 * A few values, however far out, move it no more than the next ones would. O(n log n).
 * @param share of the values that are left out at either end, 0 ≤ share < 0.5
 * @throws RangeError for a share outside
 */
export function trimmedMean(values: Sample, share: number): number {
  const cut = cutOf(values.length, share);
  return mean(sample(values.toSorted((a, b) => a - b).slice(cut, values.length - cut)));
}

/** How many of n values are left out at either end. @throws RangeError for a share outside 0 ≤ share < 0.5 */
export function cutOf(n: number, share: number): number {
  if (!(share >= 0 && share < 0.5)) throw new RangeError(`0 to 0.5 may be left out at either end, not ${share}`);
  return Math.floor(n * share);
}
