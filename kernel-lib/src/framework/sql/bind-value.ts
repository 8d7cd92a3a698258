import { InvalidSqlValue } from "../errors/invalid-sql-value.js";
import type { SqlValue } from "./query.js";
import type { ValueType } from "./value-type.js";

/**
 * A value as it is bound where `type` belongs; checked, so that no object that a driver would interpret gets through.
 * @throws InvalidSqlValue
 */
export function bindValue(type: ValueType | null, place: string, value: unknown): SqlValue {
  if (type === null) return bindAnything(place, value);
  if (value === null || value === undefined || !type.accepts(value))
    throw new InvalidSqlValue(place, type.expects, value, remedyFor(value));
  return type.bind === undefined ? (value as SqlValue) : type.bind(value);
}

/** Where the type is unknown: all that every driver takes. */
export function bindAnything(place: string, value: unknown): SqlValue {
  switch (typeof value) {
    case "string":
      if (value.isWellFormed()) return value;
      break;
    case "number":
      if (Number.isFinite(value)) return value;
      break;
    case "bigint":
      if (BigInt.asIntN(64, value) === value) return value;
      break;
    case "boolean":
      return value;
    case "object":
      if (value === null || value instanceof Uint8Array) return value;
      if (value instanceof Date && !Number.isNaN(value.getTime())) return value;
  }
  throw new InvalidSqlValue(
    place,
    "a string, a finite number, a bigint of 64 bits, true, false, null, a Date or bytes",
    value,
    remedyFor(value),
  );
}

const remedyFor = (value: unknown) =>
  value === null ? "Compare with isNull." : Array.isArray(value) ? "Compare with inList." : undefined;
