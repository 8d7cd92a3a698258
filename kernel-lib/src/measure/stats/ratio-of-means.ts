import type { Interval } from "./interval.js";
import { mean } from "./mean.js";
import type { Sample } from "./sample.js";
import { studentCritical } from "./student-t.js";

/**
 * mean(a) / mean(b) of paired values with Fieller's interval: all ratios r for which Student's test of "a - r b has mean 0" is not refused at
 * `alpha`, n - 1 degrees of freedom. Unlike the mean of the logs it weighs a pair by its size, so it differs where one arm is bimodal.
 *
 * Null where the mean of b is not itself different from 0 at `alpha`: the ratios are then not an interval (Fieller 1954). O(n).
 * @throws RangeError if the lengths differ, there are fewer than two pairs, or alpha is not between 0 and 1.
 */
export function ratioOfMeans(a: Sample, b: Sample, alpha: number): Interval | null {
  if (a.length !== b.length) throw new RangeError(`as many a as b are needed, got ${a.length} and ${b.length}`);
  if (a.length < 2) throw new RangeError("a ratio with an interval needs at least two pairs, got 1");
  const n = a.length;
  const [aMean, bMean] = [mean(a), mean(b)];
  const squared = studentCritical(alpha, n - 1) ** 2 / n;
  // Shares of the squared means that chance may take away.
  const aa = squared * covariance(a, a, aMean, aMean);
  const bb = squared * covariance(b, b, bMean, bMean);
  const ab = squared * covariance(a, b, aMean, bMean);
  const below = bMean ** 2 - bb;
  if (!(below > 0)) return null;
  const middle = aMean * bMean - ab;
  // (a b - ab)^2 - (a^2 - aa)(b^2 - bb), multiplied out so that the large parts do not cancel.
  const root = Math.sqrt(Math.max(0, aa * bMean ** 2 + bb * aMean ** 2 - 2 * aMean * bMean * ab + ab ** 2 - aa * bb));
  return { point: aMean / bMean, low: (middle - root) / below, high: (middle + root) / below };
}

function covariance(a: Sample, b: Sample, aMean: number, bMean: number): number {
  let sum = 0;
  a.forEach((value, place) => {
    sum += (value - aMean) * ((b[place] ?? bMean) - bMean);
  });
  return sum / (a.length - 1);
}
