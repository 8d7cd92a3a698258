import {
  and,
  between,
  type Condition,
  type Expression,
  eq,
  exists,
  gt,
  gte,
  inList,
  isNotNull,
  isNull,
  like,
  lt,
  lte,
  ne,
  not,
  or,
} from "../../../kernel-lib/src/index.ts";
import type { Draw } from "./draw.ts";
import type { RandomQuery } from "./random-query.ts";
import { and3, compare3, not3, or3, type Sign, type Test, type Value } from "./values.ts";

const comparisons = { "=": eq, "<>": ne, "<": lt, "<=": lte, ">": gt, ">=": gte } as const;
const signs = Object.keys(comparisons) as readonly Sign[];
const words = ["ada", "bob", "cy", "oslo", "rome", "zoe"] as const;

/** A query inside a condition: of one column of this type, which may speak of what is around it. */
export type Subquery = (type: "number" | "text") => RandomQuery;

/** Two values of one type. */
export function comparison(draw: Draw, left: Value, right: Value): Test {
  const sign = draw.of(signs);
  return {
    sql: comparisons[sign](left.sql as Expression<number>, right.sql as Expression<number>),
    of: (scope) => compare3(sign, left.of(scope, []), right.of(scope, [])),
  };
}

/** Equal: what joins are mostly made by, and full joins only. */
export const equality = (left: Value, right: Value): Test => ({
  sql: eq(left.sql as Expression<number>, right.sql as Expression<number>),
  of: (scope) => compare3("=", left.of(scope, []), right.of(scope, [])),
});

/** A condition over these columns, at most so deep. */
export function condition(draw: Draw, columns: readonly Value[], depth: number, subquery: Subquery | null): Test {
  const more = () => condition(draw, columns, depth - 1, subquery);
  const kind = draw.whole(0, depth > 0 ? 13 : 8);
  if (kind === 9 || kind === 10) {
    const tests = draw.times(draw.whole(2, 3), more);
    return { sql: and(...tests.map(({ sql }) => sql)), of: (scope) => and3(tests.map((test) => test.of(scope))) };
  }
  if (kind === 11 || kind === 12) {
    const tests = draw.times(draw.whole(2, 3), more);
    return { sql: or(...tests.map(({ sql }) => sql)), of: (scope) => or3(tests.map((test) => test.of(scope))) };
  }
  if (kind === 13) {
    const test = more();
    return { sql: not(test.sql), of: (scope) => not3(test.of(scope)) };
  }
  return simple(draw, draw.of(columns), columns, kind, subquery);
}

function simple(draw: Draw, left: Value, columns: readonly Value[], kind: number, subquery: Subquery | null): Test {
  const type = left.type === "number" ? "number" : "text";
  const constant = () => (type === "number" ? draw.whole(-1, 12) : draw.of(words));
  const sql = left.sql as Expression<number | string | null>;
  switch (kind) {
    case 0:
      return { sql: isNull(sql), of: (scope) => left.of(scope, []) === null };
    case 1:
      return { sql: isNotNull(sql), of: (scope) => left.of(scope, []) !== null };
    case 2: {
      const list = draw.times(draw.whole(0, 3), constant);
      return {
        sql: inList(sql, list),
        of: (scope) => or3(list.map((each) => compare3("=", left.of(scope, []), each))),
      };
    }
    case 3: {
      const [low, high] = [constant(), constant()];
      return {
        sql: between(sql, low, high),
        of: (scope) => and3([compare3(">=", left.of(scope, []), low), compare3("<=", left.of(scope, []), high)]),
      };
    }
    case 4:
      if (type === "text") {
        const start = draw.of(["a", "o", "cy", ""]);
        const of: Test["of"] = (scope) => {
          const text = left.of(scope, []);
          return text === null ? null : String(text).startsWith(start);
        };
        return { sql: like(left.sql as Expression<string>, `${start}%`), of };
      }
      break;
    case 5:
      return comparison(draw, left, draw.of(columns.filter((each) => each.type === left.type)));
    case 6:
      if (subquery !== null) {
        const inner = subquery(type);
        return { sql: exists(inner.query), of: (scope) => inner.rowsIn(scope).length > 0 };
      }
      break;
    case 7:
      if (subquery !== null) return inQuery(left, subquery(type));
  }
  const sign = draw.of(signs);
  const value = constant();
  return {
    sql: comparisons[sign](sql as Expression<string>, value as string) as Condition as Expression<boolean>,
    of: (scope) => compare3(sign, left.of(scope, []), value),
  };
}

/** Not known where nothing is equal but something, on either side, is null; false for no rows, whatever the left side is. */
const inQuery = (left: Value, inner: RandomQuery): Test => ({
  sql: inList(left.sql as Expression<number>, inner.query as never),
  of: (scope) =>
    or3(inner.rowsIn(scope).map((row) => compare3("=", left.of(scope, []), Object.values(row)[0] ?? null))),
});
