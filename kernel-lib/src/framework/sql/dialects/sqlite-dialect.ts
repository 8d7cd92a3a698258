import { UnsupportedSql } from "../../errors/unsupported-sql.js";
import type { ColumnDefinition } from "../column-definition.js";
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

/** A number, a string, or 0 and 1, as JSON. Numbers of 64 bits keep all their digits: SQLite reads them as what they are. */
const jsonOf = (value: SqlValue): string => {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  return JSON.stringify(value instanceof Date ? value.toISOString() : value);
};

const casts: Readonly<Partial<Record<ValueType["name"], readonly [string, string]>>> = {
  boolean: ["(cast(", " as integer) <> 0)"],
};

const castToText = ["cast(", " as text)"] as const;

/** A name with a backslash is not found by a path, and a quotation mark cannot be written in one. */
const unwritable = /["\\]/;

/** A step of a path. @throws UnsupportedSql */
function stepText(step: string | number): string {
  if (typeof step === "number") return `[${step}]`;
  if (unwritable.test(step))
    throw new UnsupportedSql("sqlite", `the name ${JSON.stringify(step)} in a path into JSON`, "Read the whole value.");
  return `."${step}"`;
}

/** Booleans are 0 and 1, dates ISO 8601 text in UTC, 64-bit numbers are read as text: the driver would round them. */
export const sqliteDialect: Dialect = Object.freeze({
  name: "sqlite",
  quote: (identifier: string) => `"${identifier.replaceAll('"', '""')}"`,
  placeholder: () => "?",
  listValue: (values: readonly SqlValue[]) => `[${values.map(jsonOf).join(",")}]`,
  aroundList: () => [" in (select value from json_each(", "))"] as const,
  aroundArray: null,
  jsonPath: (steps: readonly (string | number)[]) => `$${steps.map(stepText).join("")}`,
  writeJson: (as: "json" | "text", text: (text: string) => void, operand: () => void, path: () => void) => {
    const pair = (between: string) => {
      operand();
      text(between);
      path();
    };
    if (as === "json") {
      pair(" -> ");
      return;
    }
    // Booleans would come as 0 and 1.
    text("case json_type(");
    pair(", ");
    text(") when 'true' then 'true' when 'false' then 'false' else cast(");
    pair(" ->> ");
    text(" as text) end");
  },
  aroundCast: (type: ValueType) => casts[type.name] ?? ["cast(", ` as ${types[type.name]})`],
  aroundParameter: () => null,
  encode: (values: readonly SqlValue[]) =>
    values.some(needsEncoding)
      ? values.map((value) =>
          typeof value === "boolean" ? Number(value) : value instanceof Date ? value.toISOString() : value,
        )
      : values,
  decoder: (type: ValueType) => decoders[type.name],
  aroundResult: (type: ValueType) => (type.name === "bigint" ? castToText : null),
  // "integer primary key" is the row's own number, made where it is missing.
  columnType: ({ type }: ColumnDefinition) => types[type.name],
  afterIndexed: () => "",
  aroundAggregated: () => null,
  inlineReferences: true,
  excluded: ["excluded.", ""] as const,
  aggregateFilter: true,
  fullJoin: true,
  rowLocks: null,
  returning: { insert: true, update: true, delete: true },
  conflict: "on conflict",
  changesAtOnce: true,
  commonsBeforeWrites: true,
  nullsOrder: true,
  mostValues: 32_766,
  emptyRow: "default values",
  defaultInValues: false,
  noLimit: "-1",
  // SQLite plans a statement anew each time that a bare parameter of `limit` is bound; a term is another thing (20 rows: 12 to 17 against 4 µs).
  beforeLimit: "+",
});
