import { clopperPearson } from "../stats/clopper-pearson.js";

/** How many of so many, as a fraction with its exact 95 % interval. */
export interface Share {
  readonly count: number;
  readonly of: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Null of nothing. @throws RangeError of `clopperPearson` */
export function share(count: number, of: number): Share | null {
  if (of === 0) return null;
  const { point, low, high } = clopperPearson(count, of, 0.05);
  return { count, of, value: point, low, high };
}
