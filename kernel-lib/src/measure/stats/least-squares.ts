import type { Interval } from "./interval.js";
import { mean } from "./mean.js";
import { sample } from "./sample.js";
import { studentCritical } from "./student-t.js";

/** A straight line y = intercept + slope * x. */
export interface Line {
  readonly intercept: number;
  readonly slope: Interval;
}

/**
 * Ordinary least squares of y on x with Student's interval of the slope (n - 2 degrees of freedom). On log(size) against log(time) the
 * slope is the growth exponent: 0 constant, 1 linear. O(n).
 * @throws RangeError if there are fewer than three points, lengths differ, a value is not finite or all x are equal.
 */
export function leastSquares(x: readonly number[], y: readonly number[], alpha: number): Line {
  if (x.length !== y.length) throw new RangeError(`as many x as y are needed, got ${x.length} and ${y.length}`);
  if (x.length < 3) throw new RangeError(`a slope with an interval needs at least three points, got ${x.length}`);
  const xMean = mean(sample(x));
  const yMean = mean(sample(y));
  let xx = 0;
  let xy = 0;
  x.forEach((value, place) => {
    xx += (value - xMean) ** 2;
    xy += (value - xMean) * ((y[place] ?? 0) - yMean);
  });
  if (xx === 0) throw new RangeError("a slope needs at least two different x");
  const point = xy / xx;
  const intercept = yMean - point * xMean;
  const residual = x.reduce((sum, value, place) => sum + ((y[place] ?? 0) - intercept - point * value) ** 2, 0);
  const half = studentCritical(alpha, x.length - 2) * Math.sqrt(residual / (x.length - 2) / xx);
  return { intercept, slope: { point, low: point - half, high: point + half } };
}
