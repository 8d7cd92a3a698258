import { distributions } from "./distributions.js";

function checkDegrees(degrees: number): void {
  if (!(Number.isFinite(degrees) && degrees > 0))
    throw new RangeError(`degrees of freedom are a finite number above 0, got ${degrees}`);
}

/** cephes' own t takes whole degrees only (and cuts off a fraction without a word); the others go by the beta integral. */
const isWhole = (degrees: number): boolean => Number.isSafeInteger(degrees);

/**
 * Quantile of Student's t: the x with P(T <= x) = p. Whole degrees of freedom: cephes' stdtri; fractional ones (Welch's): the same
 * formula by the inverse beta integral.
 * @throws RangeError unless 0 < p < 1 and `degrees` is finite and above 0.
 */
export function studentQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a probability lies between 0 and 1, got ${p}`);
  checkDegrees(degrees);
  // The lower tail is computed to full precision; 1 - p is not when p is near 1.
  return isWhole(degrees) ? distributions().stdtri(degrees, p) : byInverseBeta(p, degrees);
}

function byInverseBeta(p: number, degrees: number): number {
  const sign = p < 0.5 ? -1 : 1;
  const { incbi } = distributions();
  if (p > 0.25 && p < 0.75) {
    const share = incbi(0.5, degrees / 2, Math.abs(1 - 2 * p));
    return sign * Math.sqrt((degrees * share) / (1 - share));
  }
  const share = incbi(degrees / 2, 0.5, 2 * Math.min(p, 1 - p));
  return sign * Math.sqrt((degrees * (1 - share)) / share);
}

/**
 * Two-sided critical value: the x with P(|T| > x) = alpha. Taken from the lower tail, so that small alphas keep their precision.
 * @throws RangeError unless 0 < alpha < 1 and `degrees` is finite and above 0.
 */
export const studentCritical = (alpha: number, degrees: number): number => -studentQuantile(alpha / 2, degrees);

/** P(T <= x) of Student's t. @throws RangeError unless `degrees` is finite and above 0 and `x` is not NaN. */
export function studentCdf(x: number, degrees: number): number {
  if (Number.isNaN(x)) throw new RangeError("expected a number, got NaN");
  checkDegrees(degrees);
  if (isWhole(degrees)) return distributions().stdtr(degrees, x);
  const tail = studentTails(x, degrees) / 2;
  return x < 0 ? tail : 1 - tail;
}

/**
 * P(|T| >= |x|), the two-sided p-value, to full precision also where it is tiny. Infinity gives 0.
 * @throws RangeError unless `degrees` is finite and above 0 and `x` is not NaN.
 */
export function studentTails(x: number, degrees: number): number {
  if (Number.isNaN(x)) throw new RangeError("expected a number, got NaN");
  checkDegrees(degrees);
  return distributions().incbet(degrees / 2, 0.5, degrees / (degrees + x * x));
}
