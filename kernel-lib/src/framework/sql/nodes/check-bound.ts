import { InvalidSqlValue } from "../../errors/invalid-sql-value.js";

/** What bounds the number of rows. */
export type BoundClause = "limit" | "offset";

/** A number of rows, as it is bound: a whole number of 0 or more. @throws InvalidSqlValue */
export function checkBound(clause: BoundClause, rows: number): number {
  if (Number.isSafeInteger(rows) && rows >= 0) return rows;
  throw new InvalidSqlValue(clause, "a whole number of 0 or more", rows);
}
