import type { Sample } from "./sample.js";

/** A stretch of a series whose level differs from that of the rest. */
export interface Shift {
  /** First value of the stretch, and the first after it. */
  readonly from: number;
  readonly to: number;
  /** Mean of the stretch less the mean of all else. */
  readonly size: number;
  /** `size` over its standard error at unit noise: size * sqrt(m (n - m) / n), m values in the stretch. Divided by the noise it is about normal. */
  readonly weight: number;
}

/**
 * The stretch of at least `least` values (and at least as many beside it) whose level stands out most: the largest |weight| over all
 * stretches (Levin & Kline's scan for an epidemic change; a stretch at an end is a plain change point). Null where the series is too short. O(n^2).
 * @throws RangeError unless `least` is a whole number of 1 or more.
 */
export function widestShift(series: Sample, least: number): Shift | null {
  if (!Number.isSafeInteger(least) || least < 1)
    throw new RangeError(`a stretch has a whole number of values, 1 or more, got ${least}`);
  const n = series.length;
  const sums = [0];
  for (const value of series) sums.push((sums.at(-1) ?? 0) + value - series[0]);
  const total = sums[n] ?? 0;
  let widest: Shift | null = null;
  for (let from = 0; from + least <= n; from++)
    for (let to = from + least; to <= n && n - (to - from) >= least; to++) {
      const inside = (sums[to] ?? 0) - (sums[from] ?? 0);
      const count = to - from;
      const size = inside / count - (total - inside) / (n - count);
      const weight = size * Math.sqrt((count * (n - count)) / n);
      if (widest === null || Math.abs(weight) > Math.abs(widest.weight)) widest = { from, to, size, weight };
    }
  return widest;
}
