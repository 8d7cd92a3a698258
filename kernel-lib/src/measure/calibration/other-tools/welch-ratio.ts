import { studentCdf, studentCritical } from "../../stats/student-t.js";

/** What Welch's test needs of a sample: at least two values. */
export interface Moments {
  readonly mean: number;
  readonly sd: number;
  readonly n: number;
}

export interface WelchRatio {
  /** Two-sided. */
  readonly p: number;
  /** Mean of `b` over mean of `a`, with the 95 % interval of the difference divided by the mean of `a`. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Welch's unequal-variances t test of two means, unpaired (B. L. Welch, Biometrika 34, 1947), as R's `t.test` does it but for the degrees of freedom, which are rounded down
 * to a whole number: the test is a trifle more careful. O(1).
 * @throws RangeError unless both samples have two values or more and their means are above 0
 */
export function welchRatio(a: Moments, b: Moments): WelchRatio {
  if (!(a.n >= 2 && b.n >= 2)) throw new RangeError(`Welch's test needs two values of each, got ${a.n} and ${b.n}`);
  if (!(a.mean > 0 && b.mean > 0)) throw new RangeError(`a ratio needs means above 0, got ${a.mean} and ${b.mean}`);
  const [ofA, ofB] = [a.sd ** 2 / a.n, b.sd ** 2 / b.n];
  const error = Math.sqrt(ofA + ofB);
  const difference = b.mean - a.mean;
  const ratio = b.mean / a.mean;
  if (error === 0) return { p: difference === 0 ? 1 : 0, ratio, low: ratio, high: ratio };
  const degrees = Math.max(1, Math.floor((ofA + ofB) ** 2 / (ofA ** 2 / (a.n - 1) + ofB ** 2 / (b.n - 1))));
  const half = (studentCritical(0.05, degrees) * error) / a.mean;
  return { p: 2 * studentCdf(-Math.abs(difference / error), degrees), ratio, low: ratio - half, high: ratio + half };
}
