import { type Sample, sample } from "./sample.js";

/** Ascending copy, for several quantiles of one sample. O(n log n). */
export const sorted = (values: Sample): Sample => sample([...values].sort((a, b) => a - b));

/**
 * Quantile by linear interpolation of the order statistics (Hyndman & Fan's type 7: R's, NumPy's and SciPy's default).
 * `ascending` must be sorted. O(1).
 * @throws RangeError if `p` is not in 0–1.
 */
export function quantileOfSorted(ascending: Sample, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile lies in 0-1, got ${p}`);
  const place = (ascending.length - 1) * p;
  const below = Math.floor(place);
  const low = ascending[below] ?? ascending[0];
  const high = ascending[below + 1] ?? low;
  return low + (place - below) * (high - low);
}

/** `quantileOfSorted` of an unsorted sample. O(n log n). */
export const quantile = (values: Sample, p: number): number => quantileOfSorted(sorted(values), p);
