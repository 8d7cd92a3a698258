import type { Estimate } from "../../measure/calibration/calibration-result.js";
import type { CalibrationReport } from "../calibration/calibration-report.js";
import { estimateCell } from "../calibration/calibration-report.js";
import type { Cell } from "../tables/cell.js";
import { Table } from "../tables/table.js";
import { rowAxis, rowsHeight } from "./axes.js";
import { Figure, type FigureText } from "./figure.js";
import { armStyles, ink } from "./theme.js";

/** One estimate with its place: a row, and a series that has a colour and a marker of its own. */
interface Placed {
  readonly row: string;
  readonly series: string;
  readonly estimate: Estimate;
}

interface Drawn extends FigureText {
  readonly id: string;
  readonly report: CalibrationReport;
  readonly placed: readonly Placed[];
  readonly axis: string;
  /** What a right value is; drawn as a line. */
  readonly truth?: number;
  readonly caption: string;
  readonly log?: boolean;
}

/** SD of the log ratio, a row a workload and noise, a mark a placement of threads. */
export const spreadFigure = (report: CalibrationReport, text: FigureText): Figure =>
  draw({
    ...text,
    id: "figure-calibration-spread",
    report,
    placed: report.result.cells.flatMap(({ case: at, regime, placement, spread }) =>
      spread === null ? [] : [{ row: `${at}, ${regime}`, series: placement, estimate: times(spread, 100) }],
    ),
    axis: "SD of the log ratio (%), log scale",
    caption: "Mark: mean over blocks of 15 rounds; bar: 95 % interval.",
    log: true,
  });

/** How far a known ratio was missed, a row each, a mark a workload. */
export const biasFigure = (report: CalibrationReport, text: FigureText): Figure =>
  draw({
    ...text,
    id: "figure-calibration-bias",
    report,
    placed: report.result.known.map(({ case: at, known, bias }) => ({
      row: `true ratio ${known}`,
      series: at,
      estimate: times(bias, 100),
    })),
    axis: "measured over true ratio, less 1 (%)",
    truth: 0,
    caption: "Mark: geometric mean over rounds; bar: 95 % interval; line: no bias.",
  });

/** What is found of a true difference in the time that is promised, a row each, a mark a noise. */
export const powerFigure = (report: CalibrationReport, text: FigureText): Figure =>
  draw({
    ...text,
    id: "figure-calibration-power",
    report,
    placed: report.result.power.map(({ effect, regime, found }) => ({
      row: effect === 0 ? "none, called so" : `+${Math.round(100 * effect)} %, called slower`,
      series: regime,
      estimate: times(found, 100),
    })),
    axis: "decisions that are right in time (%)",
    caption: "Mark: share of replayed decisions; bar: exact 95 % interval.",
  });

/** How often each tool called equal arms different, and a true difference. */
export const toolsFigure = (report: CalibrationReport, text: FigureText): Figure =>
  draw({
    ...text,
    id: "figure-calibration-tools",
    report,
    placed: report.result.tools.map(({ tool, case: at, regime, effect, different }) => ({
      row: `${effect === 0 ? "equal arms" : `+${Math.round(100 * effect)} %`}, ${at}, ${regime}`,
      series: tool,
      estimate: times(different, 100),
    })),
    axis: "runs that called the arms different (%)",
    caption: "Mark: share of runs; bar: exact 95 % interval.",
  });

const times = ({ value, low, high }: Estimate, by: number): Estimate => ({
  value: value * by,
  low: low * by,
  high: high * by,
});

/** @throws LabError "figure-text-missing", "figure-typed-number" */
function draw({ id, report, placed, axis, truth, caption, log, title, alt }: Drawn): Figure {
  const rows = [...new Set(placed.map(({ row }) => row))];
  const series = [...new Set(placed.map((each) => each.series))];
  const styles = armStyles(series);
  const offset = (name: string) => (series.length < 2 ? 0 : (series.indexOf(name) / (series.length - 1) - 0.5) * 0.6);
  const traces = series.map((name) => {
    const own = placed.filter((each) => each.series === name);
    const style = styles.get(name);
    return {
      type: "scatter",
      mode: "markers",
      name,
      x: own.map(({ estimate }) => estimate.value),
      y: own.map(({ row }) => rows.indexOf(row) + offset(name)),
      hovertemplate: `%{x:.3~g}<extra>${name}</extra>`,
      error_x: {
        type: "data",
        symmetric: false,
        array: own.map(({ estimate }) => estimate.high - estimate.value),
        arrayminus: own.map(({ estimate }) => estimate.value - estimate.low),
        thickness: 2,
        width: 4,
        color: style?.color,
      },
      marker: { color: style?.color, symbol: style?.symbol, size: 9 },
    };
  });
  const line = {
    type: "line",
    x0: truth,
    x1: truth,
    yref: "paper",
    y0: 0,
    y1: 1,
    line: { color: ink.line, dash: "dot" },
  };
  return new Figure({
    id,
    family: "calibration",
    title,
    alt,
    caption: `${caption} ${report.origin()}.`,
    traces,
    layout: {
      height: rowsHeight(0) + rows.length * (16 + 10 * series.length),
      xaxis: {
        title: { text: axis, font: { size: 13 }, standoff: 8 },
        ...(log ? { type: "log" } : {}),
      },
      yaxis: rowAxis(rows),
      showlegend: true,
      margin: { t: 78 },
      ...(truth === undefined ? {} : { shapes: [line] }),
    },
    table: new Table({
      columns: ["Row", ...series],
      rows: rows.map((row): Cell[] => [
        row,
        ...series.map(
          (name): Cell =>
            estimateCell(placed.find((each) => each.row === row && each.series === name)?.estimate ?? null),
        ),
      ]),
    }),
    caveats: [],
  });
}
