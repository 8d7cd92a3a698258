import { mean } from "./mean.js";
import { type Sample, sample } from "./sample.js";

/**
 * exp of the mean of the logs. O(n).
 * @throws RangeError if a value is not above 0.
 */
export function geometricMean(values: Sample): number {
  const bad = values.find((value) => !(value > 0));
  if (bad !== undefined) throw new RangeError(`a geometric mean needs values above 0, got ${bad}`);
  return Math.exp(mean(sample(values.map(Math.log))));
}
