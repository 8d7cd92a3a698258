import { LabError } from "../../base/lab-error.js";

/**
 * A value that a column or a place in a query does not take. Code: "invalid-sql-value". The message tells the value's kind only; `data.value` holds
 * the value itself, which may be a secret.
 */
export class InvalidSqlValue extends LabError {
  constructor(place: string, expected: string, value: unknown, remedy?: string) {
    super("invalid-sql-value", `${place} takes ${expected}, not ${kindOf(value)}.`, {
      ...(remedy === undefined ? {} : { remedy }),
      data: { place, expected, value },
    });
  }
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array";
  if (typeof value === "number") return Number.isFinite(value) ? "this number" : String(value);
  if (typeof value === "string") return value.isWellFormed() ? "a string" : "a string with half a surrogate pair";
  return typeof value === "object"
    ? `an object (${value.constructor?.name ?? "without a class"})`
    : `a ${typeof value}`;
}
