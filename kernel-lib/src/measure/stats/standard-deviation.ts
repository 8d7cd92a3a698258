import { mean } from "./mean.js";
import type { Sample } from "./sample.js";

/**
 * Sample standard deviation, n - 1 in the denominator, two passes. O(n).
 * @throws RangeError if there are fewer than two values.
 */
export function standardDeviation(values: Sample): number {
  if (values.length < 2) throw new RangeError("a standard deviation needs at least two values, got 1");
  const centre = mean(values);
  let squares = 0;
  for (const value of values) squares += (value - centre) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}
