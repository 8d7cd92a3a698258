import { mean } from "./mean.js";
import type { Sample } from "./sample.js";

/**
 * Autocorrelation of a series at `lag`: sum of (x[i] - m)(x[i + lag] - m) over the sum of squares (Box & Jenkins' estimator, with all n in both
 * denominators: it shrinks towards 0 as the lag grows, and never leaves -1…1). 0 for a series that does not vary. For white noise its
 * standard deviation is about sqrt(n - lag) / n. O(n).
 * @throws RangeError unless `lag` is a whole number, 0 <= lag < n.
 */
export function autocorrelation(series: Sample, lag: number): number {
  if (!Number.isSafeInteger(lag) || lag < 0 || lag >= series.length)
    throw new RangeError(`a lag is a whole number of 0 to ${series.length - 1}, got ${lag}`);
  const centre = mean(series);
  let squares = 0;
  let products = 0;
  series.forEach((value, place) => {
    squares += (value - centre) ** 2;
    if (place >= lag) products += (value - centre) * ((series[place - lag] ?? centre) - centre);
  });
  return squares === 0 ? 0 : products / squares;
}
