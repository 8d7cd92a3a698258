import { caveatsFor } from "../caveats/caveats-for.js";
import type { SourceFigure, SourceReport, SourceTable } from "../data/source-report-schema.js";
import { readSourceReport } from "../data/source-report-schema.js";
import type { FamilyReport } from "../family-report.js";
import { unknownName } from "../nearest.js";
import type { MeasuredFigure } from "../source/measure-figure.js";
import { measureFigure } from "../source/measure-figure.js";
import { formatInterval, formatNumber } from "../words/format-number.js";
import type { Cell } from "./cell.js";
import { Table } from "./table.js";

/** Which table of the source report is meant. */
export interface SourceTableOptions {
  /** "1" to "10", "comparison", "targets". */
  readonly section: string;
  /** Its heading, "Results Table"; needed where the section has several. */
  readonly table?: string;
  /** False leaves out the peers that the source report did not have. */
  readonly peers?: boolean;
}

/** Columns in which the source report judges, in words without a definition. */
export const judging: readonly string[] = ["Verdict", "Status", "Overall"];
/** A column's unit in its name: "Rust (μs)". */
const unitInName = /\((μs|ms|ops\/sec|MB)\)/;
const namedUnits: Readonly<Record<string, string>> = { μs: "us", ms: "ms", "ops/sec": "1/s", MB: "MB" };

/** True where the figure is in the unit that its column is headed with; a line under the table may be in another one. */
const isInColumnsUnit = ({ column, unit }: SourceFigure): boolean =>
  namedUnits[unitInName.exec(column)?.[1] ?? ""] === (unit ?? "none");

const unitWords: Readonly<Record<string, string>> = { us: " µs", "1/s": "/s", "%": " %", x: "x", count: "" };
const withUnit = (unit: string): string => unitWords[unit] ?? ` ${unit}`;
const ofArms: readonly (string | undefined)[] = ["mean", "median", "p95", "p99", "per second", "total", "metric"];

/** @throws LabError "unknown-section", "unknown-table" listing the known ones. */
export function findSourceTable({ section, table }: SourceTableOptions, source: SourceReport): SourceTable {
  const inSection = source.tables.filter((one) => one.section === section);
  const sections = [...new Set(source.tables.map((one) => one.section))];
  if (inSection.length === 0) throw unknownName("unknown-section", "section with a table", section, sections);
  const found =
    table === undefined && inSection.length === 1 ? inSection[0] : inSection.find((one) => one.title === table);
  const titles = inSection.map((one) => one.title);
  if (found === undefined) throw unknownName("unknown-table", `table of section ${section}`, table ?? "", titles);
  return found;
}

/** "0.071", "25.4x (24.9–25.9)", "97.3 %"; "not measured: …". */
export function measuredCell(measured: MeasuredFigure, figure: SourceFigure, named = isInColumnsUnit(figure)): Cell {
  const { value, low, high, from } = measured;
  if (value === null) return { value: null, text: `not measured: ${from}`, source: from };
  const unit = named ? "" : withUnit(figure.unit ?? "");
  const [shown, ...ends] = low === null || high === null ? [formatNumber(value)] : formatInterval(value, low, high);
  return { value, text: `${shown}${unit}${ends.length === 0 ? "" : ` (${ends.join("–")})`}`, source: from };
}

/**
 * A table of the source report in its own rows and columns: each column as printed, and beside it what was measured here, in the same
 * unit; then the peers. Lines that the report prints under its table ("Average …") are the last rows. A verdict is given in words only where
 * the claim lane decided it.
 * @throws LabError "unknown-section", "unknown-table".
 */
export function sourceTable(reports: FamilyReport | readonly FamilyReport[], options: SourceTableOptions): Table {
  const all: readonly FamilyReport[] = "result" in reports ? [reports] : reports;
  const source = readSourceReport();
  const table = findSourceTable(options, source);
  const figures = source.figures.filter((one) => one.section === table.section && one.table === table.title);
  const below = [...new Set(figures.filter((one) => one.place === "text").map((one) => one.row))];
  const rows = [...table.rows, ...below.map((name) => printedBelow(name, table, figures))];
  const peers = options.peers === false ? [] : peersOf(all, figures);
  const columns = table.columns.slice(1).map((name, at) => columnCells(name, at + 1, { all, table, figures, rows }));
  const [first = ""] = table.columns;
  const results = all.map((one) => one.result);
  const besides = peers.map(({ arm, label, column }) => ({
    name: label,
    cells: rows.map(([row = ""]): Cell => {
      const figure = figures.find(
        (one) =>
          one.row === row && one.column === column && one.arm === arm.reference && ofArms.includes(one.statistic),
      );
      if (figure === undefined || figure.family !== arm.family) return null;
      const measured = measureFigure(figure, results, arm.name);
      return measured.value === null ? null : measuredCell(measured, figure);
    }),
  }));
  const made = [{ name: first, cells: rows.map(([row = ""]): Cell => row) }, ...columns.flat(), ...besides];
  const families = [...new Set(figures.map((one) => one.family))];
  const shown = all.filter((one) => families.includes(one.result.family));
  return new Table({
    columns: made.map((one) => one.name),
    rows: rows.map((_, at) => made.map((one) => one.cells[at] ?? null)),
    caption: `Section ${table.section} of the source report, ${table.title}, and what was measured here. ${shown.map((one) => one.origin()).join("; ")}.`,
    notes: [...new Set(shown.flatMap((one) => notesOf(one, figures)))],
  });
}

/** The limits of what the table shows of one family. */
function notesOf(report: FamilyReport, figures: readonly SourceFigure[]): string[] {
  const own = figures.filter((one) => one.family === report.result.family);
  const used = own.flatMap((one) => [one.case, one.againstCase, ...(one.cases ?? []), ...(one.pairs ?? []).flat()]);
  const cases = report.cases.filter((name) => used.includes(name));
  const arms = new Set(own.flatMap((one) => [one.arm, one.against]));
  const ratios = own.some((one) => one.statistic === "speedup")
    ? report.result.cases
        .filter((one) => cases.includes(one.case))
        .flatMap((one) => one.ratios.filter((ratio) => arms.has(ratio.arm) && arms.has(ratio.against)))
    : [];
  const scenarios = report.result.scenarios.filter((one) => own.some(({ scenario }) => scenario === one.scenario));
  const shown = report.shown({ cases }, { sourceReport: true, ratios, scenarios });
  return caveatsFor(shown).map((caveat) => caveat.text);
}

interface Parts {
  readonly all: readonly FamilyReport[];
  readonly table: SourceTable;
  readonly figures: readonly SourceFigure[];
  readonly rows: readonly (readonly string[])[];
}

/** A line under the printed table, put into the table's columns. */
function printedBelow(name: string, table: SourceTable, figures: readonly SourceFigure[]): string[] {
  const ofRow = figures.filter((one) => one.row === name);
  return table.columns.map((column, at) => {
    if (at === 0) return name;
    if (judging.includes(column)) return ofRow[0]?.status ?? "";
    return ofRow.find((one) => one.column === column)?.text ?? "";
  });
}

/** What is measured here is Covet; the source report's framework was another program. */
const hereName = (column: string): string => `Here: ${column.replace("CovetPy", "Covet")}`;

function columnCells(name: string, at: number, parts: Parts): { name: string; cells: Cell[] }[] {
  const { all, figures, rows } = parts;
  const said = { name: `Source: ${name}`, cells: rows.map((row): Cell => (row[at] === "" ? null : (row[at] ?? null))) };
  if (judging.includes(name)) {
    const speedups = figures.filter((one) => one.statistic === "speedup");
    if (speedups.length === 0) return [said];
    const cells = rows.map(([row]) =>
      verdictCell(
        speedups.find((one) => one.row === row),
        all,
      ),
    );
    return [said, { name: hereName(name), cells }];
  }
  const inColumn = figures.filter((one) => one.column === name && one.statistic !== undefined);
  if (inColumn.length === 0) return [said];
  const results = all.map((one) => one.result);
  const cells = rows.map(([row]): Cell => {
    const figure = inColumn.find((one) => one.row === row);
    return figure === undefined ? null : measuredCell(measureFigure(figure, results), figure);
  });
  return [said, { name: hereName(name), cells }];
}

function verdictCell(figure: SourceFigure | undefined, all: readonly FamilyReport[]): Cell {
  if (figure === undefined) return null;
  const report = all.find((one) => one.result.family === figure.family);
  const task = figure.case ?? "";
  const { against } = figure;
  const known = report?.cases.includes(task) === true && against !== undefined && report.arms.includes(against);
  if (report === undefined || against === undefined || !known) return "not measured";
  const elsewhere = figure.againstCase;
  if (elsewhere !== undefined && !report.cases.includes(elsewhere)) return "not measured";
  const pair = { arm: figure.arm ?? report.reference, ...(elsewhere === undefined ? {} : { againstCase: elsewhere }) };
  const verdict = report.verdict(task, against, pair);
  const inSourceLane = measureFigure(figure, [report.result]).value !== null;
  return verdict.verdict === "not measured" && inSourceLane ? "source lane only: not decided" : verdict.words;
}

interface Peer {
  readonly arm: { readonly family: string; readonly name: string; readonly reference: string };
  readonly label: string;
  /** The source's column that the peer is shown for. */
  readonly column: string;
}

/** Arms that the source report did not have, for the last column of its own arm. */
function peersOf(all: readonly FamilyReport[], figures: readonly SourceFigure[]): Peer[] {
  return all.flatMap((report) => {
    const { family } = report.result;
    const own = figures.filter((one) => one.family === family && ofArms.includes(one.statistic));
    const covet = own.filter((one) => one.arm === report.reference);
    const columns = [...new Set(covet.map((one) => one.column))];
    const column = columns.at(-1);
    if (column === undefined) return [];
    const shown = new Set(own.map((one) => one.arm));
    const unit = unitInName.exec(column)?.[0];
    return report.arms
      .filter((name) => !shown.has(name) && takesPart(report, name, covet))
      .map((name) => {
        const label = report.label(name);
        const of = columns.length > 1 ? `: ${column}` : unit === undefined ? "" : ` ${unit}`;
        return { arm: { family, name, reference: report.reference }, label: `${label}${of}`, column };
      });
  });
}

const takesPart = (report: FamilyReport, arm: string, figures: readonly SourceFigure[]): boolean =>
  figures.some((one) => measureFigure(one, [report.result], arm).value !== null);
