import {
  avg,
  count,
  countDistinct,
  type Expression,
  filter,
  gt,
  isNull,
  lte,
  max,
  min,
  sum,
} from "../../../kernel-lib/src/index.ts";
import { condition } from "./conditions.ts";
import type { Cell } from "./data.ts";
import type { Draw } from "./draw.ts";
import { type CellType, compare3, orderOf, type Scope, type Value } from "./values.ts";

/** An aggregate, and what it is for a group. */
export interface Aggregated {
  readonly type: CellType;
  readonly sql: Expression<unknown>;
  of(group: readonly Scope[]): Cell;
}

/** An aggregate of one of these columns, perhaps over some rows of each group only. */
export function aggregate(draw: Draw, columns: readonly Value[]): Aggregated {
  const whole = unfiltered(draw, columns);
  if (!draw.chance(25)) return whole;
  const when = condition(draw, columns, 1, null);
  return {
    type: whole.type,
    sql: filter(whole.sql, when.sql),
    of: (group) => whole.of(group.filter((scope) => when.of(scope) === true)),
  };
}

function unfiltered(draw: Draw, columns: readonly Value[]): Aggregated {
  const column = draw.of(columns);
  const sql = column.sql as Expression<number>;
  const cells = (group: readonly Scope[]) =>
    group.map((scope) => column.of(scope, [])).filter((cell): cell is number | string => cell !== null);
  const numbers = (group: readonly Scope[]) => cells(group) as number[];
  const total = (group: readonly Scope[]) => numbers(group).reduce((left, right) => left + right, 0);
  const edge = (group: readonly Scope[], sign: 1 | -1) =>
    cells(group).reduce<Cell>((best, cell) => (best === null || orderOf(cell, best) * sign < 0 ? cell : best), null);
  switch (draw.whole(0, 6)) {
    case 0:
      return { type: "number", sql: count(), of: (group) => group.length };
    case 1:
      return { type: "number", sql: count(sql), of: (group) => cells(group).length };
    case 2:
      return { type: "number", sql: countDistinct(sql), of: (group) => new Set(cells(group)).size };
    case 3:
      return { type: column.type, sql: min(sql), of: (group) => edge(group, 1) };
    case 4:
      return { type: column.type, sql: max(sql), of: (group) => edge(group, -1) };
    case 5:
      if (column.type === "number")
        return { type: "number", sql: sum(sql), of: (group) => (cells(group).length === 0 ? null : total(group)) };
      break;
    case 6:
      if (column.type === "number")
        return {
          type: "number",
          sql: avg(sql),
          of: (group) => (cells(group).length === 0 ? null : total(group) / cells(group).length),
        };
  }
  return { type: "number", sql: count(), of: (group) => group.length };
}

/** A condition on a group. */
export function havingOf(draw: Draw, { type, sql, of }: Aggregated) {
  if (type !== "number" || draw.chance(20))
    return { sql: isNull(sql), holds: (group: readonly Scope[]) => of(group) === null };
  const value = draw.whole(0, 6);
  const number = sql as Expression<number>;
  return draw.chance(50)
    ? { sql: gt(number, value), holds: (group: readonly Scope[]) => compare3(">", of(group), value) === true }
    : { sql: lte(number, value), holds: (group: readonly Scope[]) => compare3("<=", of(group), value) === true };
}
