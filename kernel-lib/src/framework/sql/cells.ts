import { InvalidQuery } from "../errors/invalid-query.js";
import { InvalidSqlValue } from "../errors/invalid-sql-value.js";
import type { ColumnDefinition } from "./column-definition.js";
import type { SqlValue } from "./query.js";

/** The value of a cell; null is for nullable columns. @throws InvalidSqlValue */
export function bindCell(table: string, definition: ColumnDefinition, value: unknown): SqlValue {
  if (definition.nullable && (value === null || value === undefined)) return null;
  const { type } = definition;
  // JSON has a null of its own, for columns that are not nullable.
  if (value !== undefined && type.accepts(value) && (value !== null || type.name === "json"))
    return type.bind === undefined ? (value as SqlValue) : type.bind(value);
  throw new InvalidSqlValue(`The column "${definition.key}" of "${table}"`, type.expects, value);
}

/** @throws InvalidQuery for a property that is no column: a misspelt name, or one that an outsider put there. */
export function refuseUnknown(
  table: string,
  definitions: readonly ColumnDefinition[],
  row: Readonly<Record<string, unknown>>,
): void {
  const known = new Set(definitions.map(({ key }) => key));
  const unknown = Object.keys(row).find((key) => !known.has(key));
  if (unknown === undefined) return;
  throw new InvalidQuery(
    `the table "${table}" has no column ${JSON.stringify(unknown)}`,
    `Its columns are ${[...known].join(", ")}.`,
    { table, column: unknown },
  );
}
