import { UnsupportedIsolation } from "../errors/unsupported-isolation.js";
import type { DialectName } from "../sql/query.js";
import type { TransactionOptions } from "./database.js";

/** The levels of engines that have them all: refused by name are others, which would otherwise become part of a statement's text. */
const levels = ["read committed", "repeatable read", "serializable"] as const;

/** The level that was asked for, checked; undefined for the engine's own. @throws UnsupportedIsolation */
export function isolationOf(
  dialect: DialectName,
  { isolation }: TransactionOptions,
): TransactionOptions["isolation"] | undefined {
  if (isolation !== undefined && !levels.includes(isolation))
    throw new UnsupportedIsolation(dialect, isolation, levels);
  return isolation;
}
