import { InvalidCacheOption } from "../errors/invalid-cache-option.js";

/**
 * A length of time that an option gives, in milliseconds.
 * @throws InvalidCacheOption if it is not a finite number above 0.
 */
export function checkDuration(option: string, value: unknown, remedy: string): number {
  if (typeof value === "number" && value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new InvalidCacheOption(option, value, "a finite number of milliseconds above 0", remedy);
}
