import {
  asc,
  count,
  denseRank,
  desc,
  type Expression,
  lag,
  over,
  rank,
  rowNumber,
  sum,
} from "../../../kernel-lib/src/index.ts";
import type { Cell } from "./data.ts";
import type { Draw } from "./draw.ts";
import { keyOf, orderNullsFirst, type Scope, type Value } from "./values.ts";

/**
 * A function over a window of these columns.
 * @param keys tell the rows apart: the order of what counts rows
 */
export function windowOf(draw: Draw, columns: readonly Value[], keys: readonly Value[]): Value {
  const parts = draw.times(draw.whole(0, 1), () => draw.of(columns));
  const down = draw.chance(50);
  const column = draw.of(columns);
  const numbers = columns.filter(({ type }) => type === "number");
  const partitionBy = parts.map(({ sql }) => sql);
  const ordered = (by: readonly Value[]) => ({
    partitionBy,
    orderBy: by.map(({ sql }) => (down ? desc : asc)(sql, { nulls: "first" })),
  });
  const peers = (scope: Scope, all: readonly Scope[]) => {
    const partOf = (each: Scope) => keyOf(parts.map((part) => part.of(each, [])));
    return all.filter((each) => partOf(each) === partOf(scope));
  };
  const before = (by: readonly Value[], scope: Scope, all: readonly Scope[]) =>
    peers(scope, all).filter((each) => orderBy(by, down)(each, scope) < 0);
  const number = (sql: Expression<unknown>, of: Value["of"]): Value => ({ type: "number", sql, of });
  switch (draw.whole(0, 5)) {
    case 0:
      return number(over(rowNumber(), ordered(keys)), (scope, all) => before(keys, scope, all).length + 1);
    case 1:
      return number(over(rank(), ordered([column])), (scope, all) => before([column], scope, all).length + 1);
    case 2:
      return number(over(denseRank(), ordered([column])), (scope, all) => {
        const less = before([column], scope, all);
        return new Set(less.map((each) => keyOf([column.of(each, [])]))).size + 1;
      });
    case 3:
      return {
        type: column.type,
        sql: over(lag(column.sql), ordered(keys)),
        of: (scope, all) => {
          const last = [...before(keys, scope, all)].sort(orderBy(keys, down)).at(-1);
          return last === undefined ? null : column.of(last, []);
        },
      };
    case 4:
      if (numbers.length > 0) {
        const added = draw.of(numbers);
        // By keys, and with the row itself: a running total.
        return number(over(sum(added.sql as Expression<number>), ordered(keys)), (scope, all) =>
          total([...before(keys, scope, all), scope].map((each) => added.of(each, []))),
        );
      }
  }
  return number(over(count(), { partitionBy }), (scope, all) => peers(scope, all).length);
}

const orderBy =
  (by: readonly Value[], down: boolean) =>
  (a: Scope, b: Scope): number =>
    by.map((each) => orderNullsFirst(each.of(a, []), each.of(b, []), down)).find((order) => order !== 0) ?? 0;

const total = (cells: readonly Cell[]): Cell => {
  const numbers = cells.filter((cell) => typeof cell === "number");
  return numbers.length === 0 ? null : numbers.reduce((left, right) => left + right, 0);
};
