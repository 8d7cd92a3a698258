import type { Interval } from "./interval.js";
import type { Moments } from "./moments.js";
import { studentCritical, studentTails } from "./student-t.js";

/** What Welch's test says of "the two means are equal". */
export interface WelchTest {
  readonly t: number;
  /** Welch and Satterthwaite's degrees of freedom; a fraction as a rule. */
  readonly degrees: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * Welch's t test of equal means, variances free to differ. Right for independent values only: successive turns of one process are not.
 * B. L. Welch, Biometrika 34 (1947). O(1).
 * @throws RangeError if a sample has fewer than two values or neither varies.
 */
export function welchTest(a: Moments, b: Moments): WelchTest {
  const { difference, error, degrees } = compared(a, b);
  const t = difference / error;
  return { t, degrees, p: studentTails(t, degrees) };
}

/**
 * Welch's interval of mean(a) - mean(b): difference ± t(1 - alpha/2, degrees) * standard error. O(1).
 * @throws RangeError if a sample has fewer than two values, neither varies, or alpha is not between 0 and 1.
 */
export function welchInterval(a: Moments, b: Moments, alpha: number): Interval {
  const { difference, error, degrees } = compared(a, b);
  const half = studentCritical(alpha, degrees) * error;
  return { point: difference, low: difference - half, high: difference + half };
}

function compared(a: Moments, b: Moments) {
  for (const { n } of [a, b])
    if (!(n >= 2)) throw new RangeError(`Welch's test needs at least two values of each sample, got ${n}`);
  const one = a.sd ** 2 / a.n;
  const other = b.sd ** 2 / b.n;
  if (one + other === 0) throw new RangeError("Welch's test needs a sample that varies, and neither does");
  return {
    difference: a.mean - b.mean,
    error: Math.sqrt(one + other),
    degrees: (one + other) ** 2 / (one ** 2 / (a.n - 1) + other ** 2 / (b.n - 1)),
  };
}
