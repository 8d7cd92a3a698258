import type { Moments } from "../../stats/moments.js";
import { welchInterval, welchTest } from "../../stats/welch.js";

export interface WelchRatio {
  /** Two-sided. */
  readonly p: number;
  /** Mean of `b` over mean of `a`, with the 95 % interval of the difference divided by the mean of `a`. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Welch's t test of two means as a ratio. Two samples that do not vary are equal if their means are. O(1).
 * @throws RangeError unless both samples have two values or more and their means are above 0
 */
export function welchRatio(a: Moments, b: Moments): WelchRatio {
  if (!(a.mean > 0 && b.mean > 0)) throw new RangeError(`a ratio needs means above 0, got ${a.mean} and ${b.mean}`);
  const ratio = b.mean / a.mean;
  if (a.sd === 0 && b.sd === 0 && a.n >= 2 && b.n >= 2)
    return { p: ratio === 1 ? 1 : 0, ratio, low: ratio, high: ratio };
  const { low, high } = welchInterval(b, a, 0.05);
  return { p: welchTest(a, b).p, ratio, low: 1 + low / a.mean, high: 1 + high / a.mean };
}
