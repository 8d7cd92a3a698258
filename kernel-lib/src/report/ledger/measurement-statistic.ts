import { sample } from "../../measure/stats/sample.js";
import { tInterval } from "../../measure/stats/t-interval.js";
import type { Measurement } from "../data/measurements.js";
import type { StatisticValue } from "./statistic-value.js";
import { notMeasured } from "./statistic-value.js";

/**
 * A number that runs wrote about themselves. Of several repeats: their mean with Student's 95 % interval; of one that carries its own
 * interval: that; of an exact one (a size, a count): the last, as its own interval. One repeat alone has no interval.
 */
export function measurementStatistic(
  id: string,
  spread: "repeats" | "exact",
  measurements: readonly Measurement[],
): StatisticValue {
  const found = measurements.filter((one) => one.id === id);
  const last = found.at(-1);
  if (last === undefined) return notMeasured(`no run has measured ${id}`);
  const { value, run } = last;
  if (spread === "exact") return { value, low: value, high: value, run, reason: null, measured: true };
  if (last.low !== undefined && last.high !== undefined)
    return { value, low: last.low, high: last.high, run, reason: null, measured: true };
  if (found.length < 2)
    return {
      value,
      low: null,
      high: null,
      run,
      reason: "measured once: an interval needs at least two runs",
      measured: true,
    };
  const interval = tInterval(sample(found.map((one) => one.value)), 0.05);
  return { value: interval.point, low: interval.low, high: interval.high, run, reason: null, measured: true };
}
