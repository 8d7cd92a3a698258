import { mean } from "./mean.js";
import type { Sample } from "./sample.js";
import { standardDeviation } from "./standard-deviation.js";

/** What a test of means needs of a sample. */
export interface Moments {
  readonly mean: number;
  /** Standard deviation, n - 1 in the denominator. */
  readonly sd: number;
  /** 2 or more. */
  readonly n: number;
}

/**
 * Mean and standard deviation of a sample. O(n).
 * @throws RangeError if there are fewer than two values.
 */
export const momentsOf = (values: Sample): Moments => ({
  mean: mean(values),
  sd: standardDeviation(values),
  n: values.length,
});
