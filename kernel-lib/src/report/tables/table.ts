import type { Displayable, MimeBundle } from "../../base/displayable.js";
import { jupyterDisplay } from "../../base/displayable.js";
import { LabError } from "../../base/lab-error.js";
import type { ArqueroTable } from "./arquero-table.js";
import { arqueroTable, expectArqueroTable } from "./arquero-table.js";
import type { Cell } from "./cell.js";
import { cellText, cellValue, isNumeric } from "./cell.js";
import { tableCsv } from "./table-csv.js";
import { tableHtml } from "./table-html.js";
import { tableText } from "./table-text.js";

/** What a table is made from. Every row has as many cells as there are columns. */
export interface TableParts {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly caption?: string;
  /** Remarks under the table: caveats, lanes, what a dash means. */
  readonly notes?: readonly string[];
}

/** A small table that draws itself as HTML and as aligned text, and gives its data as objects, CSV or an Arquero table. Immutable. */
export class Table implements Displayable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly caption: string;
  readonly notes: readonly string[];

  /** @throws LabError "table-ragged" if a row is longer or shorter than the columns, "table-columns" if a column's name is there twice. */
  constructor(parts: TableParts) {
    this.columns = parts.columns;
    this.rows = parts.rows;
    this.caption = parts.caption ?? "";
    this.notes = parts.notes ?? [];
    const twice = parts.columns.find((column, index) => parts.columns.indexOf(column) !== index);
    if (twice !== undefined) throw new LabError("table-columns", `the table has two columns named "${twice}"`);
    const ragged = parts.rows.findIndex((row) => row.length !== parts.columns.length);
    if (ragged >= 0)
      throw new LabError("table-ragged", `row ${ragged + 1} of the table has not ${parts.columns.length} cells`, {
        data: { row: parts.rows[ragged], columns: parts.columns },
      });
  }

  /** A table from an Arquero table, as filtered or derived in a cell. @throws LabError "table-not-arquero". */
  static from(
    source: ArqueroTable,
    parts: { readonly caption?: string; readonly notes?: readonly string[] } = {},
  ): Table {
    const arquero = expectArqueroTable(source);
    const columns = arquero.columnNames();
    const rows = arquero.objects().map((row) => columns.map((column) => toCell(row[column])));
    return new Table({ columns, rows, ...parts });
  }

  /** Rows as objects of plain data: column name -> value. */
  objects(): Record<string, string | number | boolean | null>[] {
    return this.rows.map((row) =>
      Object.fromEntries(this.columns.map((column, index) => [column, cellValue(row[index] ?? null)])),
    );
  }

  /** Comma-separated values after RFC 4180, with a line of column names; the data, not their shown form. */
  csv(): string {
    return tableCsv(
      this.columns,
      this.rows.map((row) => row.map(cellValue)),
    );
  }

  /** The data as an Arquero table, for filtering, deriving, grouping. */
  toArquero(): ArqueroTable {
    const columns = this.columns.map((column, index) => [
      column,
      this.rows.map((row) => cellValue(row[index] ?? null)),
    ]);
    return arqueroTable(Object.fromEntries(columns), this.columns);
  }

  /** A table element that needs no style sheet. */
  html(): string {
    return tableHtml(this);
  }

  toString(): string {
    return tableText(this);
  }

  [jupyterDisplay](): MimeBundle {
    return { "text/html": this.html(), "text/plain": this.toString() };
  }

  /** True for columns of numbers, which are aligned to the right. */
  numericColumns(): boolean[] {
    return this.columns.map((_, index) => {
      const cells = this.rows.map((row) => row[index] ?? null).filter((cell) => cell !== null);
      return cells.length > 0 && cells.filter(isNumeric).length * 2 > cells.length;
    });
  }

  /** The shown text of every cell. */
  texts(): string[][] {
    return this.rows.map((row) => row.map(cellText));
  }
}

function toCell(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  return value instanceof Date ? value.toISOString() : String(value);
}
