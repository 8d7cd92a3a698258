import type { FamilyResult } from "../../measure/verdict/family-result.js";
import { listed } from "../caveats/caveat.js";
import type { Statistic } from "./claims-schema.js";
import type { StatisticValue } from "./statistic-value.js";
import { notMeasured } from "./statistic-value.js";

const noInterval = "the source lane has no interval: it decides nothing";

/** A statistic of the source report's own protocol, nanoseconds, without interval. */
export function sourceLaneStatistic(
  asked: Extract<Statistic, { name: "source lane" }>,
  result: FamilyResult,
): StatisticValue {
  const arm = result.cases.find((one) => one.case === asked.case)?.arms.find((one) => one.name === asked.arm);
  if (arm === undefined) return notMeasured(`${asked.arm} was not measured at ${asked.case}`);
  return {
    value: arm[asked.of],
    unit: "ns",
    low: null,
    high: null,
    run: result.job,
    reason: noInterval,
    measured: true,
  };
}

/**
 * How much longer the first case of each pair takes, in percent, the mean over the pairs: from the claim lane's ratios with the mean of their
 * bounds, which is not narrower than the interval of independent ones; from the source lane's means, without interval, where a pair has no rounds.
 */
export function overheadStatistic(
  asked: Extract<Statistic, { name: "overhead" }>,
  result: FamilyResult,
): StatisticValue {
  const mean = (name: string) =>
    result.cases.find((one) => one.case === name)?.arms.find((one) => one.name === asked.arm)?.mean;
  const pairs = asked.pairs.map(([name, base]) => {
    const ratio = result.cases
      .find((one) => one.case === name)
      ?.ratios.find((one) => one.arm === asked.arm && one.against === asked.arm && one.againstCase === base);
    const [with_, without] = [mean(name), mean(base)];
    const means = with_ === undefined || without === undefined ? null : with_ / without;
    const interval = ratio?.ratio == null ? null : ratio.interval95;
    return { name, interval, value: interval === null ? means : (ratio?.ratio ?? means) };
  });
  const absent = pairs.filter((one) => one.value === null).map((one) => one.name);
  if (absent.length > 0) return notMeasured(`${asked.arm} was not measured at ${listed(absent)} and without`);
  const percent = (ratios: readonly number[]) => (ratios.reduce((sum, one) => sum + one, 0) / ratios.length - 1) * 100;
  const value = percent(pairs.map((one) => one.value ?? 0));
  if (pairs.some((one) => one.interval === null))
    return { value, unit: "%", low: null, high: null, run: result.job, reason: noInterval, measured: true };
  const low = percent(pairs.map((one) => one.interval?.low ?? 0));
  const high = percent(pairs.map((one) => one.interval?.high ?? 0));
  return { value, unit: "%", low, high, run: result.job, reason: null, measured: true };
}
