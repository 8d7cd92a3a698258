import type { FamilyResult } from "../../measure/verdict/family-result.js";
import { listed } from "../caveats/caveat.js";
import type { StatisticValue } from "./statistic-value.js";
import { notMeasured } from "./statistic-value.js";

interface Asked {
  readonly arm: string;
  readonly cases: readonly string[];
}

/** The times of an arm at each case, nanoseconds: the claim lane's with interval, else the source lane's median without one. */
function timesOf(asked: Asked, result: FamilyResult) {
  return asked.cases.map((name) => {
    const arm = result.cases.find((one) => one.case === name)?.arms.find((one) => one.name === asked.arm);
    return { case: name, time: arm?.claimLane?.time ?? arm?.median ?? null, interval: arm?.claimLane ?? null };
  });
}

function combined(asked: Asked, result: FamilyResult, combine: (times: readonly number[]) => number): StatisticValue {
  const times = timesOf(asked, result);
  const missing = times.filter((one) => one.time === null).map((one) => one.case);
  if (missing.length > 0) return notMeasured(`${asked.arm} was not measured at ${listed(missing)}`);
  const value = combine(times.map((one) => one.time ?? 0));
  const without = times.filter((one) => one.interval === null).map((one) => one.case);
  if (without.length > 0) {
    const reason = `profile ${result.profile} gives ${listed(without)} no rounds: a median of the source lane has no interval`;
    return { value, unit: "ns", low: null, high: null, run: result.job, reason, measured: true };
  }
  const low = combine(times.map((one) => one.interval?.low ?? 0));
  const high = combine(times.map((one) => one.interval?.high ?? 0));
  return { value, unit: "ns", low, high, run: result.job, reason: null, measured: true };
}

/** The slowest of the times; its interval is that of the largest lower and the largest upper bound. Nanoseconds. */
export const slowestTime = (asked: Asked, result: FamilyResult): StatisticValue =>
  combined(asked, result, (times) => Math.max(...times));

/** The sum of the times over `over`; its interval, the sum of the bounds, is not narrower than that of independent times. Nanoseconds. */
export const totalTime = (asked: Asked & { readonly over: number }, result: FamilyResult): StatisticValue =>
  combined(asked, result, (times) => times.reduce((sum, time) => sum + time, 0) / asked.over);

/** One second over the time of the one case: operations a second. */
export function operationsPerSecond(
  asked: { readonly arm: string; readonly case: string },
  result: FamilyResult,
): StatisticValue {
  const { value, low, high, ...rest } = combined({ arm: asked.arm, cases: [asked.case] }, result, ([time = 0]) => time);
  const rate = (time: number | null) => (time === null ? null : 1e9 / time);
  return { ...rest, unit: "1/s", value: rate(value), low: rate(high), high: rate(low) };
}

/** The mean of the times; its interval, the mean of the bounds, is not narrower than that of independent times. Nanoseconds. */
export const averageTime = (asked: Asked, result: FamilyResult): StatisticValue =>
  combined(asked, result, (times) => times.reduce((sum, time) => sum + time, 0) / times.length);
