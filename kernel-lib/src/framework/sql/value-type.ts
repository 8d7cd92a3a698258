import type { SqlValue } from "./query.js";

/** What a column or an expression holds, whatever the dialect; how a dialect writes and reads it is in its own file. */
export interface ValueType {
  readonly name: "integer" | "bigint" | "text" | "real" | "boolean" | "timestamp" | "json" | "number";
  /** "a whole number": for messages. */
  readonly expects: string;
  /** Whether a value that is not null may be bound here. */
  accepts(value: unknown): boolean;
  /** As the value is bound, where that is not the value itself. */
  bind?(value: unknown): SqlValue;
}

const type = (given: ValueType): ValueType => Object.freeze(given);

/** A whole number that a double holds exactly. */
export const integerType = type({
  name: "integer",
  expects: "a whole number between -(2^53 - 1) and 2^53 - 1",
  accepts: Number.isSafeInteger,
});

/** A whole number of 64 bits. */
export const bigintType = type({
  name: "bigint",
  expects: "a bigint of 64 bits",
  accepts: (value) => typeof value === "bigint" && BigInt.asIntN(64, value) === value,
});

/** Valid Unicode: half a surrogate pair would silently become another character on its way to the database. */
export const textType = type({
  name: "text",
  expects: "a string of valid Unicode",
  accepts: (value) => typeof value === "string" && value.isWellFormed(),
});

export const realType = type({ name: "real", expects: "a finite number", accepts: Number.isFinite });

export const booleanType = type({
  name: "boolean",
  expects: "true or false",
  accepts: (value) => typeof value === "boolean",
});

const yearOne = Date.parse("0001-01-01T00:00:00Z");
const yearEnd = Date.UTC(10_000, 0);

/** A moment, to the millisecond, of the years 1 to 9999: beyond, ISO 8601 text no longer sorts by time. */
export const timestampType = type({
  name: "timestamp",
  expects: "a Date of the years 1 to 9999",
  accepts: (value) => value instanceof Date && value.getTime() >= yearOne && value.getTime() < yearEnd,
});

export const jsonType = type({
  name: "json",
  expects: "a value that JSON can hold",
  accepts: (value) => textOf(value) !== undefined,
  bind: (value) => textOf(value) ?? null,
});

/** What aggregates give: a double. Compared with any finite number. */
export const numberType = type({ name: "number", expects: "a finite number", accepts: Number.isFinite });

/** Of a column whose values come from both: a whole number beside what an aggregate gives is read as that, since engines give the wider of the two. */
export const typeOfBoth = (one: ValueType | null, other: ValueType | null): ValueType | null =>
  one === null || (other === numberType && (one === integerType || one === realType)) ? other : one;

/** The type that a value has by itself, where no column gives it one; null for null and for bytes. */
export function typeOfValue(value: SqlValue): ValueType | null {
  switch (typeof value) {
    case "string":
      return textType;
    case "number":
      return numberType;
    case "bigint":
      return bigintType;
    case "boolean":
      return booleanType;
    default:
      return value instanceof Date ? timestampType : null;
  }
}

/** Undefined where JSON cannot hold the value: a function, a circle, a bigint. */
function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
