import { InvalidDatabaseOption } from "../errors/invalid-database-option.js";
import type { TransactionOptions } from "./database.js";

const names = ["statementTimeout", "lockTimeout"] as const;
/** Engines count milliseconds in 32 bits. */
const most = 2 ** 31 - 1;

/**
 * The limits that a transaction asks for, in milliseconds, checked.
 * @param has those that the engine knows
 * @throws InvalidDatabaseOption for a limit that it does not know, and a wrong one
 */
export function timeLimitsOf(
  options: TransactionOptions,
  has: readonly (typeof names)[number][],
): Pick<TransactionOptions, (typeof names)[number]> {
  for (const name of names) {
    const value = options[name];
    if (value === undefined) continue;
    if (!has.includes(name)) throw new InvalidDatabaseOption(name, "left out: this engine has no such limit", value);
    if (!(Number.isSafeInteger(value) && value >= 1 && value <= most))
      throw new InvalidDatabaseOption(name, `a whole number of milliseconds from 1 to ${most}`, value);
  }
  return options;
}
