import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { readCoverage } from "../../kernel-lib/src/report/data/coverage-schema.ts";
import { readSourceReport } from "../../kernel-lib/src/report/data/source-report-schema.ts";

interface Place {
  readonly section: string;
  /** Notebook and cell that show it, or why nothing does. */
  readonly notebook?: string;
  readonly cell?: string;
  readonly notMeasured?: string;
}
interface Cell {
  readonly id: string;
  readonly cell_type: string;
  readonly source: string | readonly string[];
}

const root = resolve(import.meta.dirname, "../..");
const coverage = readCoverage() as {
  readonly headings: readonly (Place & { readonly heading: string })[];
  readonly rows: readonly (Place & { readonly table: string; readonly row: string })[];
};
const source = readSourceReport();
const families = new Map(source.figures.map((one) => [one.section, one.family]));

const known = new Map<string, readonly Cell[] | null>();
function cellsOf(notebook: string): readonly Cell[] | null {
  const file = join(root, "notebooks", `${notebook}.ipynb`);
  if (!known.has(notebook))
    known.set(
      notebook,
      existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { cells: readonly Cell[] }).cells : null,
    );
  return known.get(notebook) ?? null;
}
const text = (cell: Cell): string => (typeof cell.source === "string" ? cell.source : cell.source.join(""));

/** What is wrong with a place; null where all is right. */
function fault(place: Place): string | null {
  if (place.notMeasured !== undefined)
    return place.notebook === undefined && place.notMeasured !== "" ? null : "a reason stands alone and says something";
  const cells = place.notebook === undefined ? null : cellsOf(place.notebook);
  if (cells === null) return `there is no notebook ${place.notebook}`;
  return cells.some((cell) => cell.id === place.cell) ? null : `${place.notebook} has no cell ${place.cell}`;
}

/** A cell that shows a table of the source: by its own facade, and in sections 1 to 10 of a notebook that measures the section's family. */
function showsTable(place: Place): boolean {
  if (place.notMeasured !== undefined) return true;
  const cells = cellsOf(place.notebook ?? "") ?? [];
  const cell = cells.find((one) => one.id === place.cell);
  const shows = cell !== undefined && /sourceTable\(|\.table\(|frameworkComparison\(/.test(text(cell));
  if (!/^\d+$/.test(place.section)) return shows;
  const family = families.get(place.section);
  return shows && cells.some((one) => text(one).includes(`family: "${family}"`));
}

describe("every part of the source report is somewhere", () => {
  test("each heading, in the report's order", () => {
    expect(coverage.headings.map((one) => [one.section, one.heading])).toEqual(
      source.headings.map((one) => [one.section, one.text]),
    );
    expect(coverage.headings.map((one) => [one.heading, fault(one)]).filter(([, why]) => why !== null)).toEqual([]);
  });

  test("each row of each table, in the report's order", () => {
    const rows = source.tables.flatMap(({ section, title, rows }) => rows.map(([row]) => [section, title, row]));
    expect(coverage.rows.map((one) => [one.section, one.table, one.row])).toEqual(rows);
    expect(coverage.rows.map((one) => [one.row, fault(one)]).filter(([, why]) => why !== null)).toEqual([]);
    expect(coverage.rows.filter((one) => !showsTable(one)).map((one) => `${one.section}: ${one.row}`)).toEqual([]);
  });

  test("and no reason stands where a notebook shows the section's table", () => {
    const shown = readdirSync(join(root, "notebooks"))
      .filter((file) => file.endsWith(".ipynb"))
      .flatMap((file) => cellsOf(file.replace(/\.ipynb$/, "")) ?? [])
      .map(text)
      .filter((one) => one.includes("sourceTable("));
    const stale = coverage.rows.filter(
      ({ section, notMeasured }) =>
        notMeasured !== undefined && shown.some((one) => one.includes(`section: "${section}"`)),
    );
    expect(stale.map((one) => `${one.section}: ${one.row}`)).toEqual([]);
  });

  test("and the map is printed", () => {
    const all = [
      ...coverage.headings.map((one) => ({ ...one, what: `# ${one.heading}` })),
      ...coverage.rows.map((one) => ({ ...one, what: `${one.table}: ${one.row}` })),
    ];
    const lines = all.map(
      (one) => `${one.section.padEnd(16)} ${one.what.padEnd(80)} ${one.notMeasured ?? `${one.notebook}#${one.cell}`}`,
    );
    const reasons = all.filter((one) => one.notMeasured !== undefined).length;
    const right = all.filter((one) => fault(one) === null).length;
    const share = `${right} of ${all.length} (${Math.floor((right / all.length) * 100)} %), ${reasons} of them with a reason instead of a cell`;
    process.stdout.write(`${lines.join("\n")}\ncoverage of the source report: ${share}\n`);
    expect(right).toBe(all.length);
    expect(all).toHaveLength(source.counts.headings + source.counts.tableRows);
  });
});
