import { LabError } from "../../base/lab-error.js";
import type { MetricOfArm, MetricResult } from "../../measure/verdict/family-result.js";
import { caveatsFor } from "../caveats/caveats-for.js";
import type { FamilyReport } from "../family-report.js";
import type { Cell } from "../tables/cell.js";
import { Table } from "../tables/table.js";
import { logAxis, sizeTicks } from "./axes.js";
import type { FigureText } from "./figure.js";
import { Figure } from "./figure.js";
import { type ArmStyle, armStyles, baseLayout } from "./theme.js";

/** What the figure of curves shows. */
export interface CurvesOptions extends FigureText {
  /** A scenario with metrics named "<panel>-<number>", "zipf-1000", whose titles begin with the panel's up to the last ": ". */
  readonly scenario: string;
  /** What the numbers count: "entries". */
  readonly of: string;
  readonly arms?: readonly string[];
}

/** One metric at its place. */
interface Point {
  readonly size: number;
  readonly metric: MetricResult;
}

/** The metrics of one curve, from the smallest number to the largest. */
interface Panel {
  readonly title: string;
  readonly points: readonly Point[];
}

/** Between two panels, as a share of a panel's height. */
const gap = 0.45;
/** Pixels: a panel with the gap under it, and what lies above and below all panels. One under another, so that a narrow page has room for their titles. */
const rowHeight = 180;
const topMargin = 108;
const margins = topMargin + 68;

function panelsOf(report: FamilyReport, scenario: string): Panel[] {
  const panels = new Map<string, { title: string; points: Point[] }>();
  for (const metric of report.scenario(scenario).metrics) {
    const [, name, digits] = /^(.+)-(\d+)$/.exec(metric.name) ?? [];
    if (name === undefined) continue;
    const end = metric.title.lastIndexOf(": ");
    const panel = panels.get(name) ?? { title: end < 0 ? name : metric.title.slice(0, end), points: [] };
    panel.points.push({ size: Number(digits), metric });
    panels.set(name, panel);
  }
  return [...panels.values()].map(({ title, points }) => ({
    title,
    points: points.toSorted((a, b) => a.size - b.size),
  }));
}

/**
 * Metrics against a number, a panel a curve, a line an arm: the mean over processes with its 95 % interval; hollow where there was one process.
 * The number's axis is logarithmic; the metric's begins at 0, and of percents ends at 100.
 * @throws LabError "curves-no-metrics", "metrics-units", "unknown-scenario", "unknown-arm", "figure-text-missing", "figure-typed-number".
 */
export function curvesFigure(report: FamilyReport, options: CurvesOptions): Figure {
  const { scenario, of } = options;
  const panels = panelsOf(report, scenario);
  const drawn = panels.flatMap(({ points }) => points.map(({ metric }) => metric));
  const units = [...new Set(drawn.map(({ unit }) => unit))];
  const [unit = "count"] = units;
  if (drawn.length === 0)
    throw new LabError("curves-no-metrics", `no metric of the scenario ${scenario} is named "<panel>-<number>"`, {
      data: { scenario, metrics: report.scenario(scenario).metrics.map(({ name }) => name) },
      remedy: "use a scenario whose metrics are so named",
    });
  if (units.length > 1)
    throw new LabError("metrics-units", `the metrics of one figure have several units: ${units.join(", ")}`, {
      data: { scenario, units },
      remedy: "draw a figure for each unit",
    });
  const asked = report.shown({
    scenarios: [scenario],
    ...(options.arms === undefined ? {} : { arms: options.arms }),
  });
  const arms = asked.arms.filter((arm) => drawn.some((metric) => metric.arms.some(({ name }) => name === arm)));
  const styles = armStyles(report.arms);
  const rows = panels.length;
  const axes = axesOf(panels, of, unit);
  return new Figure({
    id: ["figure", report.result.family, scenario, "curves"].join("-"),
    family: report.result.family,
    title: options.title,
    alt: options.alt,
    caption: `Mark: mean over processes; bar: 95 % interval; hollow: there was one process. ${report.origin()}.`,
    traces: panels.flatMap(({ points }, place) =>
      arms.map((arm) => curve({ points, arm, label: report.label(arm), style: styles.get(arm), place, of, unit })),
    ),
    layout: {
      ...axes,
      xaxis: axes.xaxis ?? {},
      yaxis: axes.yaxis ?? {},
      height: margins + rows * rowHeight,
      annotations: panels.map(({ title }, place) => panelTitle(title, place, rows)),
      margin: { t: topMargin },
      // Above the titles of the first row.
      legend: { ...baseLayout.legend, y: 1 + 26 / (rows * rowHeight) },
      showlegend: true,
    },
    table: new Table({
      columns: ["Curve", of, ...arms.map((arm) => report.label(arm))],
      rows: panels.flatMap(({ title, points }) =>
        points.map(({ size, metric }): Cell[] => [
          title,
          { value: size, text: size.toLocaleString("en-US") },
          ...arms.map((arm): Cell => {
            const { value, reason } = report.metric(scenario, metric.name, arm);
            const text = report.metric(scenario, metric.name, arm).toString();
            return reason === null ? { value, text } : null;
          }),
        ]),
      ),
    }),
    caveats: caveatsFor({
      ...asked,
      arms,
      ratios: [],
      scenarios: asked.scenarios.map((one) => ({
        ...one,
        metrics: one.metrics.filter((metric) => drawn.includes(metric)),
      })),
    }),
  });
}

interface Curve {
  readonly points: readonly Point[];
  readonly arm: string;
  readonly label: string;
  readonly style: ArmStyle | undefined;
  readonly place: number;
  readonly of: string;
  readonly unit: string;
}

function curve({ points, arm, label, style, place, of, unit }: Curve): object {
  const found = points.flatMap(({ size, metric }) => {
    const one = metric.arms.find(({ name }) => name === arm);
    return one === undefined ? [] : [{ size, one }];
  });
  const bound = (which: "low" | "high", one: MetricOfArm) => Math.abs((one.interval95?.[which] ?? one.mean) - one.mean);
  const axis = place === 0 ? "" : String(place + 1);
  return {
    type: "scatter",
    mode: "lines+markers",
    name: label,
    legendgroup: label,
    showlegend: place === 0,
    cliponaxis: false,
    xaxis: `x${axis}`,
    yaxis: `y${axis}`,
    x: found.map(({ size }) => size),
    y: found.map(({ one }) => one.mean),
    error_y: {
      type: "data",
      symmetric: false,
      array: found.map(({ one }) => bound("high", one)),
      arrayminus: found.map(({ one }) => bound("low", one)),
      thickness: 2,
      width: 4,
      color: style?.color,
    },
    line: { color: style?.color, width: 1.5 },
    marker: {
      color: style?.color,
      symbol: found.map(({ one }) => `${style?.symbol}${one.interval95 === null ? "-open" : ""}`),
      size: 9,
      line: { width: 2, color: style?.color },
    },
    hovertemplate: `%{x:,} ${of}: %{y:.4~g} ${unit}<extra>${label}</extra>`,
  };
}

/** From where to where a panel stands, as shares of the figure's height from below. */
function domainOf(place: number, rows: number): readonly [number, number] {
  const height = 1 / (rows + gap * (rows - 1));
  const top = 1 - place * height * (1 + gap);
  return [Math.max(0, top - height), top];
}

function axesOf(panels: readonly Panel[], of: string, unit: string): Readonly<Record<string, object>> {
  return Object.fromEntries(
    panels.flatMap(({ points }, place) => {
      const axis = place === 0 ? "" : String(place + 1);
      const sizes = points.map(({ size }) => size);
      const across = { ...logAxis(sizes, place === panels.length - 1 ? `${of}, log scale` : ""), ...sizeTicks(sizes) };
      const range = unit === "%" ? { range: [0, 100] } : { rangemode: "tozero" };
      const up = { title: { text: unit, font: { size: 13 }, standoff: 4 }, ...range };
      return [
        [`xaxis${axis}`, { ...baseLayout.xaxis, ...across, anchor: `y${axis}` }],
        [`yaxis${axis}`, { ...baseLayout.yaxis, ...up, domain: domainOf(place, panels.length), anchor: `x${axis}` }],
      ];
    }),
  );
}

function panelTitle(text: string, place: number, rows: number): object {
  const [, top] = domainOf(place, rows);
  const at = { xref: "paper", x: 0, xanchor: "left", yref: "paper", y: top, yanchor: "bottom", yshift: 4 };
  return { name: "panel", text, ...at, showarrow: false, font: { size: 13 } };
}
