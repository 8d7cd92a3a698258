import type { Json } from "../../base/json.js";

/**
 * A copy with sorted keys and numbers rounded to six significant digits, so that equal data gives equal bytes.
 * Keys whose value is undefined are left out. @throws TypeError for what JSON cannot hold (NaN, functions).
 */
export function stableJson(value: unknown): Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return Number(value.toPrecision(6));
  if (Array.isArray(value)) return value.map(stableJson);
  if (typeof value === "object") {
    const entries = Object.entries(value).filter(([, part]) => part !== undefined);
    return Object.fromEntries(
      entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [key, stableJson(part)]),
    );
  }
  throw new TypeError(`JSON cannot hold ${String(value)}`);
}
