import type { CompiledQuery } from "../sql/query.js";
import type { BatchAnswer } from "./connection.js";

/** Puts the values of decoded columns in place of the driver's; the rows are the driver's own objects, made for this query. O(rows x decoded columns). */
export function decodeRows<Row>(query: CompiledQuery, rows: unknown[]): Row[] {
  const { decode } = query;
  if (decode !== undefined) for (const row of rows) decodeRow(decode, row as Record<string, unknown>);
  return rows as Row[];
}

/** The same for one row, undefined where there is none. */
export function decodeFirst<Row>(query: CompiledQuery, row: unknown): Row | undefined {
  if (query.decode !== undefined && row !== undefined) decodeRow(query.decode, row as Record<string, unknown>);
  return row as Row | undefined;
}

/** The rows of each statement of a batch. */
export const decodeBatch = (queries: readonly CompiledQuery[], answers: readonly BatchAnswer[]): unknown[][] =>
  answers.map(({ rows }, place) => {
    const query = queries[place];
    return query === undefined ? rows : decodeRows(query, rows);
  });

function decodeRow(decode: NonNullable<CompiledQuery["decode"]>, row: Record<string, unknown>): void {
  for (const column in decode) row[column] = decode[column]?.(row[column]);
}
