import { UnsupportedSql } from "../../errors/unsupported-sql.js";
import type { ColumnDefinition } from "../column-definition.js";
import type { SqlValue } from "../query.js";
import type { ValueType } from "../value-type.js";
import type { Dialect } from "./dialect.js";

/** In what MariaDB and MySQL differ. */
export interface MysqlFamilyMember
  extends Pick<Dialect, "returning" | "changesAtOnce" | "commonsBeforeWrites" | "rowLocks" | "inlineReferences"> {
  readonly name: "mariadb" | "mysql";
  /** Of text: by code points, and blanks at the end count, as the other engines have it. */
  readonly collation: string;
  /** A unique index may be of text of any length. */
  readonly uniqueText: boolean;
}

/** As long as an index takes a text of four bytes a character: 3,072 bytes. */
const longestIndexed = 768;

/** The rows' moments are UTC; the session's time zone is too, and it has no part in these values. */
const momentText = (value: Date): string => value.toISOString().replace("T", " ").replace("Z", "");

const decoders: Readonly<Partial<Record<ValueType["name"], (value: unknown) => unknown>>> = {
  boolean: (value) => (value === null ? null : value !== 0),
  // The driver gives decimals, which sums are, as strings.
  number: (value) => (value === null ? null : Number(value)),
  bigint: (value) => (value === null ? null : BigInt(value as string | number)),
  timestamp: (value) => (value === null ? null : new Date(`${(value as string).replace(" ", "T")}Z`)),
  json: (value) => (value === null ? null : JSON.parse(value as string)),
};

const needsEncoding = (value: SqlValue) => typeof value === "boolean" || value instanceof Date;

/** A list's element as JSON. Numbers of 64 bits keep all their digits. */
const jsonOf = (value: SqlValue): string => {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  return JSON.stringify(value instanceof Date ? momentText(value) : value);
};

/** Characters beyond those of two bytes, and blanks and control characters at the ends: the engine would not keep them. */
const unkept = /[\u{10000}-\u{10ffff}]|^[\s\p{Cc}]|[\s\p{Cc}]$/u;
/** A path's name between quotation marks knows no escapes, and stands in the value with them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that JSON escapes.
const unwritable = /["\\\u0000-\u001f]/;

/** `"name"` is a name, `||` joins texts, a backslash is a character: the session's mode says so, see `connectMysql`. */
export function mysqlFamily(member: MysqlFamilyMember): Dialect {
  const { name, collation, uniqueText, ...abilities } = member;
  const longText = `longtext character set utf8mb4 collate ${collation}`;
  const types: Readonly<Record<ValueType["name"], string>> = {
    integer: "integer",
    bigint: "bigint",
    text: longText,
    real: "double",
    number: "double",
    boolean: "tinyint(1)",
    timestamp: "datetime(3)",
    json: "json",
  };
  const casts: Readonly<Partial<Record<ValueType["name"], string>>> = {
    integer: "signed",
    bigint: "signed",
    text: "char",
  };
  /** A list may have a whole number that the column cannot hold. */
  const listTypes: Readonly<Partial<Record<ValueType["name"], string>>> = { integer: "bigint", json: longText };
  const listType = (type: ValueType | null) => (type === null ? longText : (listTypes[type.name] ?? types[type.name]));

  function stepText(step: string | number): string {
    if (typeof step === "number") return `[${step}]`;
    if (unwritable.test(step))
      throw new UnsupportedSql(name, `the name ${JSON.stringify(step)} in a path into JSON`, "Read the whole value.");
    return `."${step}"`;
  }

  return Object.freeze<Dialect>({
    name,
    quote: (identifier) => {
      if (unkept.test(identifier))
        throw new UnsupportedSql(
          name,
          `the name ${JSON.stringify(identifier)}`,
          "Leave out blanks and control characters at its ends, and characters beyond U+FFFF.",
        );
      return `"${identifier.replaceAll('"', '""')}"`;
    },
    placeholder: () => "?",
    listValue: (values) => `[${values.map(jsonOf).join(",")}]`,
    aroundList: (type) => [
      ' in (select "value" from json_table(',
      `, '$[*]' columns ("value" ${listType(type)} path '$')) as "list")`,
    ],
    aroundArray: null,
    jsonPath: (steps) => `$${steps.map(stepText).join("")}`,
    writeJson: (as, text, operand, path) => {
      const part = () => {
        text("json_extract(");
        operand();
        text(", ");
        path();
        text(")");
      };
      if (as === "json") {
        part();
        return;
      }
      // JSON's null would come as a word; and the texts have a collation of their own, which is not that of a word in the statement.
      text("case json_type(");
      part();
      text(") when cast('NULL' as binary) then null else json_unquote(");
      part();
      text(`) collate ${collation} end`);
    },
    aroundCast: (type) =>
      type.name === "boolean"
        ? ["(cast(", " as signed) <> 0)"]
        : ["cast(", ` as ${casts[type.name] ?? types[type.name]})`],
    aroundParameter: () => null,
    encode: (values) =>
      values.some(needsEncoding)
        ? values.map((value) =>
            typeof value === "boolean" ? Number(value) : value instanceof Date ? momentText(value) : value,
          )
        : values,
    decoder: (type) => decoders[type.name],
    aroundResult: () => null,
    columnType: (definition) => columnType(types, collation, definition),
    afterIndexed: (type, unique) => (type.name !== "text" || (unique && uniqueText) ? "" : ` (${longestIndexed})`),
    // A mean of whole numbers would have four digits after the point.
    aroundAggregated: (aggregate) => (aggregate === "avg" ? ["cast(", " as double)"] : null),
    excluded: ["values(", ")"],
    aggregateFilter: false,
    fullJoin: false,
    nullsOrder: false,
    conflict: "on duplicate key",
    mostValues: 65_535,
    emptyRow: "() values ()",
    // MySQL's default is 0 where 0 is a value like any other, as the session has it.
    defaultInValues: false,
    // The number that the manual advises for "all rows".
    noLimit: "18446744073709551615",
    beforeLimit: "",
    ...abilities,
  });
}

function columnType(
  types: Readonly<Record<ValueType["name"], string>>,
  collation: string,
  { type, generated, primaryKey, unique, references }: ColumnDefinition,
): string {
  if (generated) return `${types[type.name]} auto_increment`;
  const indexed = primaryKey || unique || references !== undefined;
  return indexed && type.name === "text"
    ? `varchar(${longestIndexed}) character set utf8mb4 collate ${collation}`
    : types[type.name];
}
