import type { SqlValue } from "../query.js";
import type { ValueType } from "../value-type.js";
import type { Dialect } from "./dialect.js";

const types: Readonly<Record<ValueType["name"], string>> = {
  integer: "integer",
  bigint: "integer",
  text: "text",
  real: "real",
  number: "real",
  boolean: "integer",
  timestamp: "text",
  json: "text",
};

const decoders: Readonly<Partial<Record<ValueType["name"], (value: unknown) => unknown>>> = {
  boolean: (value) => (value === null ? null : value !== 0),
  bigint: (value) => (value === null ? null : BigInt(value as string)),
  timestamp: (value) => (value === null ? null : new Date(value as string)),
  json: (value) => (value === null ? null : JSON.parse(value as string)),
};

const needsEncoding = (value: SqlValue) => typeof value === "boolean" || value instanceof Date;

const castToText = ["cast(", " as text)"] as const;

/** Booleans are 0 and 1, dates ISO 8601 text in UTC, 64-bit numbers are read as text: the driver would round them. */
export const sqliteDialect: Dialect = Object.freeze({
  name: "sqlite",
  quote: (identifier: string) => `"${identifier.replaceAll('"', '""')}"`,
  placeholder: () => "?",
  encode: (values: readonly SqlValue[]) =>
    values.some(needsEncoding)
      ? values.map((value) =>
          typeof value === "boolean" ? Number(value) : value instanceof Date ? value.toISOString() : value,
        )
      : values,
  decoder: (type: ValueType) => decoders[type.name],
  aroundResult: (type: ValueType) => (type.name === "bigint" ? castToText : null),
  // "integer primary key" is the row's own number, made where it is missing.
  columnType: (type: ValueType) => types[type.name],
  mostValues: 32_766,
  defaultInValues: false,
  noLimit: "-1",
  // SQLite plans a statement anew each time that a bare parameter of `limit` is bound; a term is another thing (20 rows: 12 to 17 against 4 µs).
  beforeLimit: "+",
});
