import type { FamilyResult, MetricResult } from "../../measure/verdict/family-result.js";
import { listed } from "../caveats/caveat.js";
import type { Statistic } from "./claims-schema.js";
import { bestPeer, peersAmong } from "./peers.js";
import type { StatisticValue } from "./statistic-value.js";
import { notMeasured } from "./statistic-value.js";

type Asked = Extract<Statistic, { name: "metric" | "metric ratio" }>;

/** Why a value has no interval. */
export const oneProcess = "measured in one process: an interval needs at least two";

/** The metric, where the arm has it; else the reason why not. */
export function metricOf(
  asked: { readonly scenario: string; readonly metric: string; readonly arm: string },
  result: FamilyResult,
): MetricResult | string {
  const scenario = result.scenarios.find((one) => one.scenario === asked.scenario);
  const metric = scenario?.metrics.find((one) => one.name === asked.metric);
  const noted = result.notMeasured.find(
    (one) => [asked.arm, "*"].includes(one.arm) && ["*", asked.scenario].includes(one.case),
  );
  if (metric?.arms.some((arm) => arm.name === asked.arm)) return metric;
  return noted?.reason ?? `${asked.arm} has no ${asked.metric} in ${asked.scenario}`;
}

/** A metric of a scenario in its own unit: the mean over processes with its 95 % interval. */
export function metricStatistic(asked: Extract<Asked, { name: "metric" }>, result: FamilyResult): StatisticValue {
  const metric = metricOf(asked, result);
  if (typeof metric === "string") return notMeasured(metric);
  const arm = metric.arms.find((one) => one.name === asked.arm);
  const { low, high } = arm?.interval95 ?? { low: null, high: null };
  const reason = low === null ? oneProcess : null;
  return { value: arm?.mean ?? null, unit: metric.unit, low, high, run: result.job, reason, measured: true };
}

/**
 * A metric of the arm over that of another. Against "the best peer" it is the ratio to the peer that the arm does worst against: the largest
 * where lower is better, the smallest where higher is. Where a peer has no ratio, the others' worst bounds it on one side only.
 */
export function metricRatioStatistic(
  asked: Extract<Asked, { name: "metric ratio" }>,
  result: FamilyResult,
): StatisticValue {
  const metric = metricOf(asked, result);
  if (typeof metric === "string") return notMeasured(metric);
  const played = metric.arms.map((one) => one.name);
  const peers = asked.against === bestPeer ? peersAmong(played, asked.arm) : [asked.against];
  const ratios = metric.ratios.filter((one) => one.arm === asked.arm && peers.includes(one.against));
  const lacking = peers.filter((peer) => !ratios.some((one) => one.against === peer));
  if (ratios.length === 0)
    return notMeasured(
      peers.length === 0 ? `no peer played ${asked.scenario}` : `no ratio of ${asked.metric} to ${listed(peers)}`,
    );
  const worst = metric.better === "higher" ? Math.min : Math.max;
  const value = worst(...ratios.map((one) => one.ratio));
  const run = result.job;
  if (ratios.some((one) => one.interval95 === null))
    return { value, unit: "x", low: null, high: null, run, reason: oneProcess, measured: true };
  const bounds = {
    low: worst(...ratios.map((one) => one.interval95?.low ?? 0)),
    high: worst(...ratios.map((one) => one.interval95?.high ?? 0)),
  };
  if (lacking.length === 0) return { value, unit: "x", ...bounds, run, reason: null, measured: true };
  const open = metric.better === "higher" ? { ...bounds, low: null } : { ...bounds, high: null };
  return { value, unit: "x", ...open, run, reason: `no ratio to ${listed(lacking)}`, measured: true };
}
