import type { Interval } from "./interval.js";
import { mean } from "./mean.js";
import type { Sample } from "./sample.js";
import { standardDeviation } from "./standard-deviation.js";
import { studentCritical } from "./student-t.js";

/**
 * Student's interval of the mean: mean ± t(1 - alpha/2, n - 1) * s / sqrt(n). Coverage 1 - alpha for independent normal values,
 * near it for others by the central limit theorem. O(n).
 * @throws RangeError if there are fewer than two values or alpha is not between 0 and 1.
 */
export function tInterval(values: Sample, alpha: number): Interval {
  const point = mean(values);
  const half =
    (studentCritical(alpha, Math.max(1, values.length - 1)) * standardDeviation(values)) / Math.sqrt(values.length);
  return { point, low: point - half, high: point + half };
}
