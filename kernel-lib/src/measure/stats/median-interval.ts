import { distributions } from "./distributions.js";
import type { Interval } from "./interval.js";
import { quantileOfSorted, sorted } from "./quantile.js";
import type { Sample } from "./sample.js";

/** An interval of the median, and the coverage that its ranks have. */
export interface MedianInterval extends Interval {
  /** P(the interval holds the median) for independent values of any continuous distribution. */
  readonly level: number;
}

/**
 * Distribution-free interval of the median: the sign test inverted. Its ends are the order statistics of ranks r and n + 1 - r, with the
 * largest r whose coverage, 1 - 2 P(Binomial(n, 1/2) < r), is at least 1 - alpha. Where n is too small for that (under 6 at 5 %), they
 * are the extremes, and `level` is what these cover: 1 - 2^(1 - n), below what was asked for. O(n log n).
 * @throws RangeError unless 0 < alpha < 1.
 */
export function medianInterval(values: Sample, alpha: number): MedianInterval {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha lies between 0 and 1, got ${alpha}`);
  const ascending = sorted(values);
  const n = ascending.length;
  let rank = 1;
  while (rank < Math.floor((n + 1) / 2) && 2 * below(rank + 1, n) <= alpha) rank++;
  const low = ascending[rank - 1] ?? ascending[0];
  const high = ascending[n - rank] ?? low;
  return { point: quantileOfSorted(ascending, 0.5), low, high, level: Math.max(0, 1 - 2 * below(rank, n)) };
}

/** P(Binomial(n, 1/2) < rank), by the beta integral. */
const below = (rank: number, n: number): number => distributions().incbet(n - rank + 1, rank, 0.5);
