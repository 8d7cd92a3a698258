import { LabError } from "../../base/lab-error.js";
import type { MetricOfArm, MetricResult, ScenarioResult } from "../../measure/verdict/family-result.js";
import { caveatsFor } from "../caveats/caveats-for.js";
import type { FamilyReport } from "../family-report.js";
import type { Cell } from "../tables/cell.js";
import { Table } from "../tables/table.js";
import { logAxis, rowAxis, rowsHeight } from "./axes.js";
import type { FigureText } from "./figure.js";
import { Figure } from "./figure.js";
import { type ArmStyle, armStyles } from "./theme.js";

/** What the figure of metrics shows: `metric` or `metrics`, of one scenario, several, or (left out) all that have them. */
export interface MetricsFigureOptions extends FigureText {
  readonly scenario?: string | readonly string[];
  /** One metric, or several of one unit: percentiles. */
  readonly metric?: string;
  readonly metrics?: readonly string[];
  readonly arms?: readonly string[];
}

interface Placed {
  readonly one: MetricOfArm;
  readonly y: number;
}

interface Group {
  readonly scenario: ScenarioResult;
  readonly metric: MetricResult;
}

/** Values are spread over more than this factor: an axis from 0 would press the small ones together. */
const wideSpread = 8;

const isList = <T>(value: T | readonly T[]): value is readonly T[] => Array.isArray(value);
const shownUnit = (unit: MetricResult["unit"]): string => ({ us: "µs", "1/s": "per second" })[unit as "us"] ?? unit;

function groupsOf(report: FamilyReport, options: MetricsFigureOptions): Group[] {
  const { scenario } = options;
  const metrics = options.metrics ?? (options.metric === undefined ? [] : [options.metric]);
  if (metrics.length === 0)
    throw new LabError("figure-no-metric", "the figure names no metric", {
      data: { family: report.result.family },
      remedy: 'name one: { metric: "…" }, or several of one unit: { metrics: ["…"] }',
    });
  const known = (name: string) => report.scenario(name).metrics.map((one) => one.name);
  const asked = scenario === undefined ? null : isList(scenario) ? scenario : [scenario];
  const scenarios = asked ?? report.scenarios.filter((name) => metrics.some((one) => known(name).includes(one)));
  const groups = (scenarios.length > 0 ? scenarios : report.scenarios.slice(0, 1)).flatMap((name) =>
    metrics.map((metric) => ({ scenario: report.scenario(name), metric: report.metricResult(name, metric) })),
  );
  const units = [...new Set(groups.map(({ metric }) => metric.unit))];
  if (units.length > 1)
    throw new LabError("metrics-units", `the metrics of one figure have several units: ${units.join(", ")}`, {
      data: { metrics, units },
      remedy: "draw a figure for each unit",
    });
  return groups;
}

/**
 * Metrics of scenarios, a mark an arm: the mean over processes with its 95 % interval, the processes as small points; hollow where there was
 * one process. With one metric of one scenario a row an arm; with several a row for each, the arms beside one another in it. The axis is
 * logarithmic where the values differ by more than a factor of eight and none is 0, except for percents.
 * @throws LabError "figure-no-metric", "metrics-units", "unknown-arm", "unknown-scenario", "unknown-metric", "figure-text-missing", "figure-typed-number".
 */
export function metricsFigure(report: FamilyReport, options: MetricsFigureOptions): Figure {
  const groups = groupsOf(report, options);
  const scenarios = [...new Set(groups.map(({ scenario }) => scenario.scenario))];
  const asked = report.shown({ scenarios, ...(options.arms === undefined ? {} : { arms: options.arms }) });
  const arms = asked.arms.filter((arm) => groups.some(({ metric }) => metric.arms.some((one) => one.name === arm)));
  const missing = report.result.notMeasured.filter((one) => one.case === "*" || scenarios.includes(one.case));
  const shown = {
    ...asked,
    arms: asked.arms.filter((arm) => arms.includes(arm) || missing.some((one) => one.arm === arm)),
    ratios: [],
    scenarios: asked.scenarios.map((one) => ({
      ...one,
      metrics: one.metrics.filter((metric) => groups.some((group) => group.metric === metric)),
    })),
  };
  const styles = armStyles(report.arms);
  const alone = groups.length === 1;
  const unit = groups[0]?.metric.unit ?? "count";
  // Arms stand within a row, at most a third of it from its middle.
  const place = (row: number, at: number) =>
    alone ? at : row + (arms.length < 2 ? 0 : (at / (arms.length - 1) - 0.5) * 0.64);
  const points = arms.map((arm, at) => {
    const found = groups.flatMap(({ metric }, row) => {
      const one = metric.arms.find((there) => there.name === arm);
      return one === undefined ? [] : [{ one, y: place(row, at) }];
    });
    return { arm, label: report.label(arm), found };
  });
  const values = points.flatMap(({ found }) => found.flatMap(({ one }) => boundsOf(one)));
  const log = unit !== "%" && Math.min(...values) > 0 && Math.max(...values) / Math.min(...values) > wideSpread;
  const axisTitle = alone ? (groups[0]?.metric.title ?? "") : sharedTitle(groups);
  const rowLabels = alone
    ? arms.map((arm) => report.label(arm))
    : groups.map(({ scenario, metric }) => rowLabel(scenario, metric, scenarios.length));
  const traces = points.flatMap(({ arm, label, found }) => tracesOf(label, found, styles.get(arm), shownUnit(unit)));
  return new Figure({
    id: ["figure", report.result.family, ...scenarios, ...new Set(groups.map(({ metric }) => metric.name))].join("-"),
    family: report.result.family,
    title: options.title,
    alt: options.alt,
    caption: `Mark: mean over processes; bar: 95 % interval; small: one process each; hollow: there was one process. ${report.origin()}.`,
    traces,
    layout: {
      height: alone ? rowsHeight(arms.length) : rowsHeight(0) + groups.length * (16 + 14 * arms.length),
      xaxis: log
        ? logAxis(values, `${axisTitle} (${shownUnit(unit)}), log scale`)
        : {
            rangemode: "tozero",
            title: { text: `${axisTitle} (${shownUnit(unit)})`, font: { size: 13 }, standoff: 8 },
          },
      yaxis: rowAxis(rowLabels),
      showlegend: !alone,
      ...(alone ? {} : { margin: { t: 78 } }),
    },
    table: new Table({
      columns: ["Scenario", "Metric", ...arms.map((arm) => report.label(arm))],
      rows: groups.map(({ scenario, metric }): Cell[] => {
        const cells = arms.map((arm): Cell => {
          const { value, ...rest } = report.metric(scenario.scenario, metric.name, arm);
          return rest.reason !== null
            ? null
            : { value, text: report.metric(scenario.scenario, metric.name, arm).toString() };
        });
        return [scenario.title, { value: metric.title, text: metric.title, source: metric.definition }, ...cells];
      }),
    }),
    caveats: caveatsFor(shown),
  });
}

const boundsOf = (one: MetricOfArm): number[] => [
  ...one.values,
  one.mean,
  ...(one.interval95 === null ? [] : [one.interval95.low, one.interval95.high]),
];

const sharedTitle = (groups: readonly Group[]): string => {
  const titles = [...new Set(groups.map(({ metric }) => metric.title))];
  return titles.length === 1 ? (titles[0] ?? "") : "value";
};

function rowLabel(scenario: ScenarioResult, metric: MetricResult, scenarios: number): string {
  return scenarios === 1 ? metric.title : `${scenario.title}: ${metric.title}`;
}

function tracesOf(label: string, found: readonly Placed[], style: ArmStyle | undefined, unit: string): object[] {
  const several = found.filter(({ one }) => one.values.length > 1);
  const processes = several.flatMap(({ one, y }) => one.values.map((x) => ({ x, y })));
  const small = {
    type: "scatter",
    mode: "markers",
    name: label,
    legendgroup: label,
    showlegend: false,
    x: processes.map(({ x }) => x),
    y: processes.map(({ y }) => y),
    opacity: 0.55,
    hoverinfo: "skip",
    marker: { color: style?.color, symbol: "line-ns-open", size: 9, line: { width: 1.5 } },
  };
  const means = [true, false].flatMap((withInterval) => {
    const drawn = found.filter(({ one }) => (one.interval95 !== null) === withInterval);
    return drawn.length === 0 ? [] : [meansOf(label, drawn, style, unit, withInterval)];
  });
  // An arm stands in the legend once.
  const named = means.map((trace, at) => ({ ...trace, showlegend: at === 0 }));
  return processes.length === 0 ? named : [small, ...named];
}

function meansOf(label: string, drawn: readonly Placed[], style: ArmStyle | undefined, unit: string, filled: boolean) {
  const bar = {
    type: "data",
    symmetric: false,
    array: drawn.map(({ one }) => (one.interval95?.high ?? one.mean) - one.mean),
    arrayminus: drawn.map(({ one }) => one.mean - (one.interval95?.low ?? one.mean)),
    thickness: 2,
    width: 4,
    color: style?.color,
  };
  return {
    type: "scatter",
    mode: "markers",
    name: label,
    legendgroup: label,
    x: drawn.map(({ one }) => one.mean),
    y: drawn.map(({ y }) => y),
    hovertemplate: `%{x:.4~g} ${unit}<extra>${label}</extra>`,
    ...(filled ? { error_x: bar } : {}),
    marker: {
      color: style?.color,
      symbol: `${style?.symbol}${filled ? "" : "-open"}`,
      size: 9,
      line: { width: 2, color: style?.color },
    },
  };
}
