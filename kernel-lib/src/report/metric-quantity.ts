import type { FamilyReport } from "./family-report.js";
import { Quantity } from "./words/quantity.js";

interface Asked {
  readonly scenario: string;
  readonly metric: string;
  readonly arm: string;
}

type Interval = { readonly low: number; readonly high: number } | null;
const bounds = (interval: Interval) => (interval === null ? {} : { ...interval, level: 0.95 });

/** A metric of one arm: mean over processes with its interval; not measured, with the reason, where the arm did not play. */
export function metricQuantity(report: FamilyReport, { scenario, metric, arm }: Asked): Quantity {
  const of = report.metricResult(scenario, metric);
  const label = `${of.title} of ${report.label(arm)}, ${report.scenario(scenario).title}`;
  const found = of.arms.find((one) => one.name === arm);
  if (found === undefined)
    return new Quantity({ value: null, unit: of.unit, label, reason: report.whyNot(scenario, arm) });
  const count = found.values.length;
  const n = { count, of: count === 1 ? "process" : "processes" };
  return new Quantity({ value: found.mean, ...bounds(found.interval95), unit: of.unit, label, n });
}

/** One arm's metric over another's, run by run. */
export function metricRatioQuantity(
  report: FamilyReport,
  { scenario, metric, arm, against }: Asked & { readonly against: string },
): Quantity {
  const of = report.metricResult(scenario, metric);
  const label = `${of.title}: ${report.label(arm)} over ${report.label(against)}, ${report.scenario(scenario).title}`;
  const found = of.ratios.find((one) => one.arm === arm && one.against === against);
  if (found !== undefined) {
    const n = { count: found.runs, of: found.runs === 1 ? "run" : "runs" };
    return new Quantity({ value: found.ratio, ...bounds(found.interval95), unit: "x", label, n });
  }
  const absent = [arm, against].find((one) => !of.arms.some((there) => there.name === one));
  const reason =
    absent === undefined ? `no ratio is taken of ${of.title} for this pair` : report.whyNot(scenario, absent);
  return new Quantity({ value: null, unit: "x", label, reason });
}
