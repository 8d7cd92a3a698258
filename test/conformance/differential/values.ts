import type { Expression } from "../../../kernel-lib/src/index.ts";
import type { Cell, Row } from "./data.ts";

/** The row of each source, the innermost first; null where an outer join found none. A chain: a copy for each pair of rows took most of the time. */
export interface Scope {
  readonly name: string;
  readonly row: Row | null;
  readonly around: Scope | null;
}

/** The row of a source. */
export function rowOf(scope: Scope | null, name: string): Row | null {
  for (let at = scope; at !== null; at = at.around) if (at.name === name) return at.row;
  throw new Error(`no source ${name}`);
}

export type CellType = "number" | "text" | "boolean";

/** An expression, and what it is for a row among the rows of its query. */
export interface Value {
  readonly type: CellType;
  readonly sql: Expression<unknown>;
  of(scope: Scope, all: readonly Scope[]): Cell;
}

/** A condition, and whether it holds: null where SQL does not know. */
export interface Test {
  readonly sql: Expression<boolean>;
  of(scope: Scope): boolean | null;
}

export const not3 = (one: boolean | null): boolean | null => (one === null ? null : !one);

/** SQL's `and`: one that is false decides, then one that is not known. */
export const and3 = (all: readonly (boolean | null)[]): boolean | null =>
  all.includes(false) ? false : all.includes(null) ? null : true;

export const or3 = (all: readonly (boolean | null)[]): boolean | null => not3(and3(all.map(not3)));

const signs = {
  "=": (order: number) => order === 0,
  "<>": (order: number) => order !== 0,
  "<": (order: number) => order < 0,
  "<=": (order: number) => order <= 0,
  ">": (order: number) => order > 0,
  ">=": (order: number) => order >= 0,
} as const;
export type Sign = keyof typeof signs;

/** Null if one of them is. */
export const compare3 = (sign: Sign, left: Cell, right: Cell): boolean | null =>
  left === null || right === null ? null : signs[sign](orderOf(left, right));

/** Nulls first. */
export function orderOf(left: Cell, right: Cell): number {
  if (left === right) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  return left < right ? -1 : 1;
}

/** As `asc` and `desc` with nulls first. */
export const orderNullsFirst = (left: Cell, right: Cell, down: boolean): number =>
  down && left !== null && right !== null ? orderOf(right, left) : orderOf(left, right);

/** Cells as one text: what `distinct`, groups and set operations take for equal. */
export const keyOf = (cells: readonly Cell[]): string => JSON.stringify(cells);

/** The first of each that are equal. */
export function distinct<Item>(items: readonly Item[], key: (item: Item) => string): Item[] {
  const found = new Map<string, Item>();
  for (const item of items) if (!found.has(key(item))) found.set(key(item), item);
  return [...found.values()];
}
