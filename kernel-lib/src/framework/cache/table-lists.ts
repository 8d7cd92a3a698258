import { InvalidTables } from "../errors/invalid-tables.js";
import type { QueryTables } from "./query-cache.js";

/** @throws InvalidTables if it is neither "all" nor a list of one or more strings. O(tables). */
export function checkTables(tables: QueryTables): void {
  if (tables === "all") return;
  if (!Array.isArray(tables) || tables.length === 0) throw new InvalidTables(tables);
  for (const table of tables) if (typeof table !== "string") throw new InvalidTables(tables);
}

/** So that what the caller does to its list later changes nothing here. */
export function copyTables(tables: QueryTables): QueryTables {
  return tables === "all" ? tables : [...tables];
}

/** The same names in the same order. */
export function sameTables(left: QueryTables, right: QueryTables): boolean {
  if (left === "all" || right === "all") return left === right;
  return left.length === right.length && left.every((table, place) => table === right[place]);
}
