import { formatNumber } from "../words/format-number.js";

/** A cell as data plus as text: what CSV and `objects()` give, and what is shown. */
export interface ShownCell {
  readonly value: number | string | null;
  readonly text: string;
  /** Where the number comes from, shown as a tooltip. */
  readonly source?: string;
}

/** One cell of a table. A bare number is shown with three significant digits; whole numbers as they are. */
export type Cell = string | number | boolean | null | ShownCell;

const isShown = (cell: Cell): cell is ShownCell => typeof cell === "object" && cell !== null;

/** What a cell shows; "–" where there is nothing. */
export function cellText(cell: Cell): string {
  if (cell === null) return "–";
  if (isShown(cell)) return cell.text;
  if (typeof cell !== "number") return String(cell);
  return Number.isInteger(cell) ? cell.toLocaleString("en-US") : formatNumber(cell);
}

/** What a cell holds as data. */
export function cellValue(cell: Cell): string | number | boolean | null {
  return isShown(cell) ? cell.value : cell;
}

/** True if a cell is a number, so that its column is aligned to the right. */
export function isNumeric(cell: Cell): boolean {
  return typeof cellValue(cell) === "number";
}
