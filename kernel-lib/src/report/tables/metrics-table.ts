import { caveatsFor } from "../caveats/caveats-for.js";
import type { FamilyReport } from "../family-report.js";
import type { Cell } from "./cell.js";
import { Table } from "./table.js";

/** Which metrics are shown. */
export interface MetricsTableOptions {
  /** One scenario; all where left out. */
  readonly scenario?: string;
  readonly arms?: readonly string[];
  /** Only these metrics. */
  readonly metrics?: readonly string[];
}

/** A row a metric of each scenario, a column an arm that played; each figure with its interval where there was more than one process. */
export function metricsTable(report: FamilyReport, options: MetricsTableOptions): Table {
  const scenarios = options.scenario === undefined ? report.scenarios : [options.scenario];
  const { arms } = options;
  const asked = report.shown({ scenarios, ...(arms === undefined ? {} : { arms }) });
  const chosen = asked.scenarios.flatMap((one) => {
    const names = options.metrics ?? one.metrics.map((metric) => metric.name);
    return names.map((name) => ({ scenario: one, metric: report.metricResult(one.scenario, name) }));
  });
  const played = asked.arms.filter((arm) => chosen.some(({ metric }) => metric.arms.some((one) => one.name === arm)));
  const several = asked.scenarios.length > 1;
  const rows = chosen.map(({ scenario, metric }): Cell[] => {
    const figures = played.map((arm): Cell => {
      if (!metric.arms.some((one) => one.name === arm)) return null;
      const quantity = report.metric(scenario.scenario, metric.name, arm);
      return { value: quantity.value, text: quantity.toString(), source: quantity.speak().source ?? "" };
    });
    const name = { value: metric.title, text: metric.title, source: metric.definition };
    return [...(several ? [scenario.title] : []), name, ...figures];
  });
  const title = several ? "scenarios" : (asked.scenarios[0]?.title ?? "no scenario");
  return new Table({
    columns: [...(several ? ["Scenario"] : []), "Metric", ...played.map((arm) => report.label(arm))],
    rows,
    caption: `${report.result.title}: ${title}. Mean over processes, in brackets its 95 % interval. ${report.origin()}.`,
    notes: caveatsFor({ ...asked, ratios: [] }).map((caveat) => caveat.text),
  });
}
