import { createRequire } from "node:module";
import { LabError } from "../../base/lab-error.js";

/**
 * The part of an Arquero table that the laboratory promises; the object is a real Arquero `ColumnTable` with all its verbs.
 * Declared here so that a notebook's type checker need not read Arquero's own declarations in every cell.
 */
export interface ArqueroTable {
  numRows(): number;
  numCols(): number;
  columnNames(): string[];
  objects(options?: { limit?: number; offset?: number }): Record<string, unknown>[];
  array(column: string): unknown[];
  filter(criteria: unknown): ArqueroTable;
  derive(values: Record<string, unknown>): ArqueroTable;
  select(...columns: unknown[]): ArqueroTable;
  rename(...columns: unknown[]): ArqueroTable;
  orderby(...keys: unknown[]): ArqueroTable;
  groupby(...keys: unknown[]): ArqueroTable;
  rollup(values: Record<string, unknown>): ArqueroTable;
  pivot(keys: unknown, values: unknown): ArqueroTable;
  fold(values: unknown): ArqueroTable;
  join(other: ArqueroTable, on?: unknown): ArqueroTable;
  toCSV(): string;
}

const require = createRequire(import.meta.url);

interface Arquero {
  table(columns: Record<string, readonly unknown[]>, names?: readonly string[]): ArqueroTable;
}

/** Makes an Arquero table from columns. Arquero is loaded at the first call (a third of a second), not with the library. */
export function arqueroTable(columns: Record<string, readonly unknown[]>, names: readonly string[]): ArqueroTable {
  const arquero = require("arquero") as Arquero;
  return arquero.table(columns, names);
}

/** True for an Arquero table, whichever copy of Arquero made it. */
export function isArqueroTable(value: unknown): value is ArqueroTable {
  const table = value as Partial<ArqueroTable> | null;
  return (
    typeof table === "object" &&
    table !== null &&
    typeof table.columnNames === "function" &&
    typeof table.objects === "function"
  );
}

/** @throws LabError "table-not-arquero" if `value` is not an Arquero table. */
export function expectArqueroTable(value: unknown): ArqueroTable {
  if (isArqueroTable(value)) return value;
  throw new LabError("table-not-arquero", `expected an Arquero table, got ${value === null ? "null" : typeof value}`);
}
