import { mean } from "./mean.js";
import { type Sample, sample } from "./sample.js";
import { cutOf } from "./trimmed-mean.js";

/**
 * Means of two series of positive values taken in pairs, without the pairs of the `share` largest and the `share` smallest ratios (so many of n rounded
 * down, at either end; of equal ratios the earlier pair counts as smaller). What hits one value of a pair by chance makes the ratio large or small and goes, what
 * hits both stays in both. O(n log n).
 * @param share of the pairs that are left out at either end, 0 ≤ share < 0.5
 * @throws RangeError where the series differ in length, or for a share outside
 */
export function pairedTrimmedMeans(ours: Sample, theirs: Sample, share: number): readonly [number, number] {
  if (ours.length !== theirs.length)
    throw new RangeError(`${ours.length} values cannot be paired with ${theirs.length}`);
  const cut = cutOf(ours.length, share);
  const pairs = ours.map((value, place) => ({ value, other: theirs[place] ?? value }));
  const kept = pairs.toSorted((a, b) => a.value / a.other - b.value / b.other).slice(cut, pairs.length - cut);
  return [mean(sample(kept.map(({ value }) => value))), mean(sample(kept.map(({ other }) => other)))];
}
