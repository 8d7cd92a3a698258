import { distributions } from "./distributions.js";
import type { Sample } from "./sample.js";

/** What the Mann–Kendall test says of "the order is random". */
export interface MannKendall {
  /** Pairs that rise less pairs that fall; Kendall's tau is s / (n (n - 1) / 2). */
  readonly s: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * Mann–Kendall test of a monotone trend over equally spaced values. Without ties the p-value is exact (Kendall's recurrence for the number of
 * orders of each s), with ties it is the normal approximation with the variance corrected for them and for continuity.
 * Assumes independent values: autocorrelation makes it say "trend" too often. O(n^3) without ties, O(n^2) with them.
 */
export function mannKendall(series: Sample): MannKendall {
  let s = 0;
  let tied = false;
  series.forEach((late, place) => {
    for (let earlier = 0; earlier < place; earlier++) {
      const sign = Math.sign(late - (series[earlier] ?? late));
      if (sign === 0) tied = true;
      s += sign;
    }
  });
  return { s, p: tied ? normalP(s, series) : exactP(s, series.length) };
}

function exactP(s: number, n: number): number {
  const pairs = (n * (n - 1)) / 2;
  // chance[k]: P(k falling pairs) among the first `size` values; the next one adds 0 … size of them, each as likely.
  let chance = new Float64Array(pairs + 1);
  chance[0] = 1;
  for (let size = 1; size < n; size++) {
    const next = new Float64Array(pairs + 1);
    let window = 0;
    for (let falling = 0; falling <= (size * (size + 1)) / 2; falling++) {
      window += chance[falling] ?? 0;
      if (falling > size) window -= chance[falling - size - 1] ?? 0;
      next[falling] = window / (size + 1);
    }
    chance = next;
  }
  const most = (pairs - Math.abs(s)) / 2;
  let tail = 0;
  for (let falling = 0; falling <= most; falling++) tail += chance[falling] ?? 0;
  return Math.min(1, 2 * tail);
}

function normalP(s: number, series: Sample): number {
  const counts = new Map<number, number>();
  for (const value of series) counts.set(value, (counts.get(value) ?? 0) + 1);
  const part = (count: number) => count * (count - 1) * (2 * count + 5);
  const ties = [...counts.values()].reduce((sum, count) => sum + part(count), 0);
  const variance = (part(series.length) - ties) / 18;
  if (variance === 0) return 1;
  const z = Math.max(0, Math.abs(s) - 1) / Math.sqrt(variance);
  return Math.min(1, 2 * distributions().ndtr(-z));
}
