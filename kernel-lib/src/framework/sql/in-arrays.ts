import { type BoundValue, ValueList } from "./bound-value.js";
import type { Dialect } from "./dialects/dialect.js";
import type { SqlValue } from "./query.js";

/** Whether new rows are given as an array for each column: several, all with a key or all without. Rows of any number are one text then. */
export const isInArrays = (dialect: Dialect, rows: readonly boolean[]): boolean =>
  dialect.aroundArray !== null && rows.length > 1 && rows.every((hasKey) => hasKey === rows[0]);

/** The values of an insert, row after row, as those arrays; what stands after the rows' values stays. */
export function inArrays(values: readonly BoundValue[], rows: number, columns: number): BoundValue[] {
  const lists = Array.from({ length: columns }, (_, column) => {
    const list = new Array<SqlValue>(rows);
    // Values of rows are bound one by one: none is left that a dialect writes itself.
    for (let row = 0; row < rows; row++) list[row] = values[row * columns + column] as SqlValue;
    return new ValueList(list);
  });
  return [...lists, ...values.slice(rows * columns)];
}
