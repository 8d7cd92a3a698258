import type { Interval } from "../../measure/stats/interval.js";
import { mean } from "../../measure/stats/mean.js";
import { momentsOf } from "../../measure/stats/moments.js";
import { sample } from "../../measure/stats/sample.js";
import { welchInterval } from "../../measure/stats/welch.js";
import type { FamilyResult, MetricResult } from "../../measure/verdict/family-result.js";
import type { Statistic } from "./claims-schema.js";
import { metricOf, oneProcess } from "./metric-statistics.js";
import type { StatisticValue } from "./statistic-value.js";
import { notMeasured } from "./statistic-value.js";

type Asked = Extract<Statistic, { name: "metric difference" }>;

/**
 * A metric of the arm less that of the other, with Welch's 95 % interval over their processes; of several metrics the smallest or the largest
 * difference, with the smallest or largest of the bounds. What is the same in every process is known exactly. Percents differ by points.
 */
export function metricDifferenceStatistic(asked: Asked, result: FamilyResult): StatisticValue {
  const { scenario, arm, against } = asked;
  const found: { metric: MetricResult; difference: Difference }[] = [];
  for (const name of asked.metrics) {
    const metric = metricOf({ scenario, metric: name, arm }, result);
    if (typeof metric === "string") return notMeasured(metric);
    const other = metricOf({ scenario, metric: name, arm: against }, result);
    if (typeof other === "string") return notMeasured(other);
    found.push({ metric, difference: differenceOf(armOf(metric, arm), armOf(metric, against)) });
  }
  const [unit = "", ...more] = new Set(found.map(({ metric }) => metric.unit));
  if (more.length > 0) return notMeasured(`these metrics of ${scenario} have several units`);
  const take = asked.take === "smallest" ? Math.min : Math.max;
  const over = (of: (one: Difference) => number) => take(...found.map(({ difference }) => of(difference)));
  const known = found.every(({ difference }) => difference.low !== null);
  return {
    value: over(({ point }) => point),
    unit: unit === "%" ? "points" : unit,
    low: known ? over(({ low }) => low ?? 0) : null,
    high: known ? over(({ high }) => high ?? 0) : null,
    run: result.job,
    reason: known ? null : oneProcess,
    measured: true,
  };
}

/** Without bounds where one of the arms had one process. */
type Difference = Interval | { readonly point: number; readonly low: null; readonly high: null };

const armOf = (metric: MetricResult, name: string): readonly number[] =>
  metric.arms.find((one) => one.name === name)?.values ?? [];

function differenceOf(ours: readonly number[], theirs: readonly number[]): Difference {
  const [a, b] = [sample(ours), sample(theirs)];
  if (a.length < 2 || b.length < 2) return { point: mean(a) - mean(b), low: null, high: null };
  const [ofA, ofB] = [momentsOf(a), momentsOf(b)];
  const point = ofA.mean - ofB.mean;
  return ofA.sd === 0 && ofB.sd === 0 ? { point, low: point, high: point } : welchInterval(ofA, ofB, 0.05);
}
