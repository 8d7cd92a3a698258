import { caveatsFor } from "../caveats/caveats-for.js";
import type { FamilyReport } from "../family-report.js";
import type { Cell } from "../tables/cell.js";
import { Table } from "../tables/table.js";
import { fixed } from "../words/format-number.js";
import { logAxis, sizeTicks } from "./axes.js";
import type { FigureText } from "./figure.js";
import { Figure } from "./figure.js";
import { growthExponent } from "./growth-exponent.js";
import { sizedCases } from "./sized-cases.js";
import { armStyles } from "./theme.js";

/** What the figure of growth shows. */
export interface GrowthOptions extends FigureText {
  /** Cases named "<prefix>-<size>", "growth-1000"; "growth" where left out. */
  readonly prefix?: string;
  readonly arms?: readonly string[];
  /** What the size counts; "routes" where left out. */
  readonly of?: string;
}

/**
 * Time against size on two log axes with the fitted exponent of each arm. The source lane's medians are drawn hollow, the claim lane's
 * times filled with their interval. The fit is over the medians of the source lane, because every arm has them at every size.
 * @throws LabError "growth-no-cases", "unknown-arm", "figure-text-missing", "figure-typed-number".
 */
export function growthFigure(report: FamilyReport, options: GrowthOptions): Figure {
  const prefix = options.prefix ?? "growth";
  const of = options.of ?? "routes";
  const sized = sizedCases(report, prefix);
  const selection = {
    cases: sized.map((one) => one.name),
    ...(options.arms === undefined ? {} : { arms: options.arms }),
  };
  const shown = report.shown(selection, { ratios: [] });
  const styles = armStyles(report.arms);
  const unit = shown.cases[0]?.unit ?? "ns";
  const curves = shown.arms.flatMap((name) => {
    const points = sized.flatMap((one) => {
      const arm = report.case(one.name).arms.find((there) => there.name === name);
      return arm === undefined ? [] : [{ size: one.size, time: arm.median, claim: arm.claimLane, case: one.name }];
    });
    const exponent = growthExponent(points);
    const fit =
      exponent === null
        ? "too few sizes for a fit"
        : `exponent ${fixed(exponent.point, 2)} (${fixed(exponent.low, 2)} to ${fixed(exponent.high, 2)})`;
    return points.length === 0
      ? []
      : [{ name, label: report.label(name), points, exponent, fit, style: styles.get(name) }];
  });
  const traces = curves.flatMap(({ label, points, fit, style }) => {
    const source = {
      type: "scatter",
      mode: "lines+markers",
      name: `${label}: ${fit}`,
      x: points.map((point) => point.size),
      y: points.map((point) => point.time),
      line: { color: style?.color, width: 1.5 },
      marker: { color: style?.color, symbol: `${style?.symbol}-open`, size: 9, line: { width: 2 } },
      hovertemplate: `%{x:,} ${of}: %{y:.4~g} ${unit} (median)<extra>${label}</extra>`,
    };
    const decided = points.flatMap((point) => (point.claim === null ? [] : [{ size: point.size, ...point.claim }]));
    const claim = {
      type: "scatter",
      mode: "markers",
      name: label,
      showlegend: false,
      x: decided.map((point) => point.size),
      y: decided.map((point) => point.time),
      error_y: {
        type: "data",
        symmetric: false,
        array: decided.map((point) => point.high - point.time),
        arrayminus: decided.map((point) => point.time - point.low),
        thickness: 2,
        width: 4,
        color: style?.color,
      },
      marker: { color: style?.color, symbol: style?.symbol, size: 9 },
      hovertemplate: `%{x:,} ${of}: %{y:.4~g} ${unit} (claim lane)<extra>${label}</extra>`,
    };
    return decided.length === 0 ? [source] : [source, claim];
  });
  const rows = curves.map(({ name, label, fit, exponent }): Cell[] => {
    const times = sized.map((one): Cell => {
      const time = report.case(one.name).arms.find((arm) => arm.name === name)?.median;
      return time ?? null;
    });
    return [label, ...times, { value: exponent?.point ?? null, text: fit }];
  });
  return new Figure({
    id: `figure-${report.result.family}-growth`,
    family: report.result.family,
    title: options.title,
    alt: options.alt,
    caption: `Hollow: median of the source lane; filled: claim lane with 95 % interval. The exponent is the slope of log(time) on log(${of}) with Student's 95 % interval: 0 is constant, 1 linear. ${report.origin()}.`,
    traces,
    layout: {
      height: 460 + curves.length * 20,
      xaxis: {
        ...logAxis(
          sized.map((one) => one.size),
          `number of ${of}, log scale`,
        ),
        ...sizeTicks(sized.map((one) => one.size)),
      },
      yaxis: logAxis(
        curves.flatMap((curve) =>
          curve.points.flatMap((point) => [
            point.time,
            point.claim?.low ?? point.time,
            point.claim?.high ?? point.time,
          ]),
        ),
        `time (${unit}), log scale`,
      ),
      legend: { orientation: "v", x: 0, xanchor: "left", y: 1.02, yanchor: "bottom" },
      margin: { t: 56 + curves.length * 20 },
      showlegend: true,
    },
    table: new Table({
      columns: ["Arm", ...sized.map((one) => `${one.size.toLocaleString("en-US")} ${of} (${unit})`), "Fitted exponent"],
      rows,
    }),
    caveats: caveatsFor(shown),
  });
}
