import type { Table } from "./table.js";

/** Code points, so that µ and – count once; the tables hold no wide characters. */
const width = (text: string): number => [...text].length;

function pad(text: string, to: number, right: boolean): string {
  const gap = " ".repeat(Math.max(0, to - width(text)));
  return right ? gap + text : text + gap;
}

/** A table as aligned text: a line of names, a rule, the rows, then caption and notes. */
export function tableText(table: Table): string {
  const numeric = table.numericColumns();
  const texts = table.texts();
  const widths = table.columns.map((column, index) =>
    Math.max(width(column), ...texts.map((row) => width(row[index] ?? ""))),
  );
  const line = (row: readonly string[]) =>
    row
      .map((text, index) => pad(text, widths[index] ?? 0, numeric[index] === true))
      .join("  ")
      .trimEnd();
  const caption = table.caption === "" ? [] : [table.caption];
  const rule = widths.map((columns) => "-".repeat(columns)).join("  ");
  return [...caption, line(table.columns), rule, ...texts.map(line), ...table.notes.map((note) => `* ${note}`)].join(
    "\n",
  );
}
