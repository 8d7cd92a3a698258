import { sorted } from "./quantile.js";
import type { Sample } from "./sample.js";

export interface Cluster {
  readonly mean: number;
  readonly count: number;
}

/** A sample split in two. */
export interface TwoClusters {
  readonly low: Cluster;
  readonly high: Cluster;
  /** Difference of the two means; above 0. */
  readonly apart: number;
  /** Pooled standard deviation within the groups, n - 2 in the denominator. */
  readonly spread: number;
  /** From the highest value of the low group to the lowest of the high one; above 0. */
  readonly gap: number;
}

/**
 * The best split of the sorted values into two groups: the one with the least sum of squares within them (Jenks' natural breaks, Otsu's
 * threshold, k-means with k = 2; exact). There always is a best split: whether it means anything is for `isMixture` to say.
 * Null for fewer than four values, or where all are equal. O(n log n).
 */
export function twoClusters(values: Sample): TwoClusters | null {
  const ascending = sorted(values);
  const n = ascending.length;
  if (n < 4) return null;
  // Least within = most between. Taken from the lowest value, so that equal digits in front do not cancel away.
  const base = ascending[0];
  const total = ascending.reduce((sum, value) => sum + (value - base), 0);
  let best: { readonly count: number; readonly between: number } | null = null;
  let below = 0;
  for (let count = 1; count < n; count++) {
    below += (ascending[count - 1] ?? base) - base;
    if (ascending[count] === ascending[count - 1]) continue;
    const difference = (total - below) / (n - count) - below / count;
    const between = difference ** 2 * count * (n - count);
    if (best === null || between > best.between) best = { count, between };
  }
  return best && describe(ascending, best.count);
}

function describe(ascending: Sample, count: number): TwoClusters {
  const [low, high] = [ascending.slice(0, count), ascending.slice(count)];
  const [lowMean, highMean] = [meanOf(low), meanOf(high)];
  const squares = squaresAbout(low, lowMean) + squaresAbout(high, highMean);
  return {
    low: { mean: lowMean, count: low.length },
    high: { mean: highMean, count: high.length },
    apart: highMean - lowMean,
    spread: Math.sqrt(squares / (ascending.length - 2)),
    gap: (high[0] ?? highMean) - (low.at(-1) ?? lowMean),
  };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const squaresAbout = (values: readonly number[], centre: number): number =>
  values.reduce((sum, value) => sum + (value - centre) ** 2, 0);

/** A gap between two groups is a gap only where it is wider than so many spreads within them. */
const GAP = 5;
/** The same where one group is a single value: heavy tails throw single values far. */
const GAP_OF_ONE = 24;

/**
 * True where the two groups are really apart: their means by more than `least` (in the values' own unit), and the gap between the groups wider than 5
 * times the spread within them, 24 times where one group is a single value (its `count` is then 1).
 *
 * Measured on 20,000 simulated samples each of n = 15 … 135: normal ones are flagged in at most 0.01 %, those of t with 3 degrees of freedom in 0.2 % (n = 20) to 0.8 %
 * (n = 135); 30/70 mixtures 1.9x apart with a spread of 2 % are found in 99.3 % at n = 15 and over 99.8 % from 20 on. Modes that lie nearer are
 * missed more often as n grows, since the gap fills: 1.2x apart at 2 % spread are found in 80 % at n = 15, in 27 % at n = 135.
 */
export function isMixture(clusters: TwoClusters, least: number): boolean {
  const alone = Math.min(clusters.low.count, clusters.high.count) === 1;
  return clusters.apart > least && clusters.gap > (alone ? GAP_OF_ONE : GAP) * clusters.spread;
}
