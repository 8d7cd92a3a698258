import type { ClaimEntry } from "./claims-schema.js";
import { subjectOf } from "./claims-schema.js";
import type { ClaimContext } from "./evaluate-claims.js";
import { measurementStatistic } from "./measurement-statistic.js";
import { metricDifferenceStatistic } from "./metric-difference.js";
import { metricRatioStatistic, metricStatistic } from "./metric-statistics.js";
import { ratioStatistic } from "./ratio-statistic.js";
import { overheadStatistic, sourceLaneStatistic } from "./source-lane-statistics.js";
import { speedupStatistic } from "./speedup-statistic.js";
import type { StatisticValue } from "./statistic-value.js";
import { notMeasured } from "./statistic-value.js";
import { averageTime, operationsPerSecond, slowestTime, totalTime } from "./time-statistics.js";

/** What the statistic of an entry comes to. Pure. */
export function computeStatistic(
  entry: Pick<ClaimEntry, "statistic" | "family">,
  context: ClaimContext,
): StatisticValue {
  const { statistic } = entry;
  if (statistic.name === "not measured") return notMeasured(statistic.reason);
  if (statistic.name === "measurement")
    return measurementStatistic(statistic.id, statistic.spread, context.measurements);
  const subject = subjectOf(entry);
  const result = context.results.find((one) => one.family === subject);
  if (result === undefined) return notMeasured(`the family ${subject} was not measured`);
  if (!result.decides) return notMeasured(`profile ${result.profile} decides nothing`);
  switch (statistic.name) {
    case "ratio":
      return ratioStatistic(statistic, result);
    case "speedup":
      return speedupStatistic(statistic, result);
    case "slowest time":
      return slowestTime(statistic, result);
    case "average time":
      return averageTime(statistic, result);
    case "total time":
      return totalTime(statistic, result);
    case "operations per second":
      return operationsPerSecond(statistic, result);
    case "source lane":
      return sourceLaneStatistic(statistic, result);
    case "overhead":
      return overheadStatistic(statistic, result);
    case "metric":
      return metricStatistic(statistic, result);
    case "metric ratio":
      return metricRatioStatistic(statistic, result);
    case "metric difference":
      return metricDifferenceStatistic(statistic, result);
  }
}
