import { caveatsFor } from "../caveats/caveats-for.js";
import type { SourceFigure } from "../data/source-report-schema.js";
import { readSourceReport } from "../data/source-report-schema.js";
import type { FamilyReport, Selection } from "../family-report.js";
import { formatNumber } from "../words/format-number.js";
import type { Cell } from "./cell.js";
import { Table } from "./table.js";

/** What the latency table shows. */
export interface LatencyTableOptions extends Selection {
  /** Which number of the source lane; the source report's tables print the mean, the default. */
  readonly statistic?: "mean" | "median" | "p95" | "p99";
  /** False leaves the source report's figures out. */
  readonly source?: boolean;
}

/** The column of the source report that this table takes its layout from; `sourceTable` shows all the others. */
const sourceColumn = "Latency (μs)";

const statisticWords = { mean: "mean", median: "median", p95: "95th percentile", p99: "99th percentile" };

/** The report's judgement in its own scale: the slowest figure that it calls so. */
function scaleOf(figures: readonly SourceFigure[]): { word: string; upTo: number }[] {
  const words = [...new Set(figures.map((figure) => figure.status))].filter((word) => word !== null);
  return words
    .map((word) => ({
      word,
      upTo: Math.max(...figures.filter((one) => one.status === word).map((one) => one.value ?? 0)),
    }))
    .sort((a, b) => a.upTo - b.upTo);
}

function statusHere(report: FamilyReport, caseName: string, scale: readonly { word: string; upTo: number }[]): Cell {
  const time = report.time(caseName);
  if (time.value === null) return null;
  const bound = (time.high ?? time.value) / 1000;
  const fitting = scale.find((step) => bound <= step.upTo);
  const last = scale.at(-1);
  const word = fitting?.word ?? (last === undefined ? "" : `beyond “${last.word}”`);
  return time.high === null ? `${word} (median only)` : word;
}

/**
 * A row a case, a column an arm, all in microseconds; where the source report has a table of these cases, its columns
 * ("Route Complexity", "Latency (μs)", "Status") stand first, and only its rows are shown unless cases are named.
 */
export function latencyTable(report: FamilyReport, options: LatencyTableOptions): Table {
  const statistic = options.statistic ?? "mean";
  const ofFamily = (one: SourceFigure) =>
    one.column === sourceColumn &&
    one.family === report.result.family &&
    one.case !== null &&
    one.arm === report.reference;
  const figures = options.source === false ? [] : readSourceReport().figures.filter(ofFamily);
  const figureOf = (name: string) => figures.find((figure) => figure.case === name);
  const inSource = report.cases.filter((name) => figureOf(name) !== undefined);
  const cases = options.cases ?? (inSource.length > 0 ? inSource : report.cases);
  const withSource = cases.some((name) => figureOf(name) !== undefined);
  const lanes = withSource ? {} : { claimLane: false };
  const shown = report.shown({ ...options, cases }, { sourceReport: withSource, ratios: [], ...lanes });
  const arms = shown.arms.filter((arm) => shown.cases.some((one) => one.arms.some((there) => there.name === arm)));
  const scale = scaleOf(figures);
  const rows = shown.cases.map((task): Cell[] => {
    const figure = figureOf(task.case);
    const own = arms.map((arm): Cell => {
      const found = task.arms.find((one) => one.name === arm);
      if (found === undefined) return null;
      const value = found[statistic] / 1000;
      return {
        value,
        text: formatNumber(value),
        source: `${statisticWords[statistic]} of ${found.n.toLocaleString("en-US")} samples in ${found.runs} runs`,
      };
    });
    const said: Cell[] = withSource
      ? [figure?.value ?? null, figure?.status ?? null, statusHere(report, task.case, scale)]
      : [];
    return [figure?.row ?? task.title, ...said, ...own];
  });
  const labels = arms.map((arm) => report.label(arm));
  const sourceColumns = [
    "Source: Latency (μs)",
    "Source: Status",
    `Status of ${report.label(report.reference)} on that scale`,
  ];
  return new Table({
    columns: [withSource ? "Route Complexity" : "Case", ...(withSource ? sourceColumns : []), ...labels],
    rows,
    caption: `${report.result.title}: Latency, ${statisticWords[statistic]} in μs. ${report.origin()}.`,
    notes: caveatsFor(shown).map((caveat) => caveat.text),
  });
}
