import type { Interval } from "../../measure/stats/interval.js";
import { leastSquares } from "../../measure/stats/least-squares.js";

/** A time at a size. */
export interface GrowthPoint {
  readonly size: number;
  readonly time: number;
}

/**
 * The exponent b of time = a * size^b: the slope of log(time) on log(size) by least squares with Student's 95 % interval.
 * 0 is constant, 1 linear; a logarithm has no fixed exponent, but stays near 0. Null for fewer than three sizes.
 */
export function growthExponent(points: readonly GrowthPoint[]): Interval | null {
  if (new Set(points.map((point) => point.size)).size < 3) return null;
  const [x, y] = [points.map((point) => Math.log(point.size)), points.map((point) => Math.log(point.time))];
  return leastSquares(x, y, 0.05).slope;
}
