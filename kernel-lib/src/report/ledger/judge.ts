import type { ClaimEntry } from "./claims-schema.js";
import type { StatisticValue } from "./statistic-value.js";

/** Where a value with its interval lies: wholly on the good side, wholly beyond, or neither. */
export type Side = "good" | "bad" | "open";

type Bounds = Pick<StatisticValue, "low" | "high">;

/**
 * Judges by the whole interval, never by the value. A bound that is null is unknown and can show nothing.
 * "at most" and "at least" hold at the target itself, "below" and "above" do not.
 */
export function judge({ low, high }: Bounds, { comparison, target }: Pick<ClaimEntry, "comparison" | "target">): Side {
  const [least, most] = Array.isArray(target) ? target : [target, target];
  const is = (bound: number | null, test: (bound: number) => boolean) => bound !== null && test(bound);
  const sides: Record<ClaimEntry["comparison"], [good: boolean, bad: boolean]> = {
    below: [is(high, (bound) => bound < most), is(low, (bound) => bound >= most)],
    "at most": [is(high, (bound) => bound <= most), is(low, (bound) => bound > most)],
    above: [is(low, (bound) => bound > least), is(high, (bound) => bound <= least)],
    "at least": [is(low, (bound) => bound >= least), is(high, (bound) => bound < least)],
    between: [
      is(low, (bound) => bound >= least) && is(high, (bound) => bound <= most),
      is(low, (bound) => bound > most) || is(high, (bound) => bound < least),
    ],
  };
  const [good, bad] = sides[comparison];
  return good ? "good" : bad ? "bad" : "open";
}
