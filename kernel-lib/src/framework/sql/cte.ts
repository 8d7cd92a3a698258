import { InvalidQuery } from "../errors/invalid-query.js";
import { joinValues } from "./expression.js";
import { checkIdentifier } from "./identifier.js";
import { compoundNode } from "./nodes/query-node.js";
import { commonSource, selfSource } from "./nodes/source-node.js";
import type { Query } from "./query.js";
import { type QuerySource, querySource } from "./rows-query.js";
import { subqueryOf } from "./subquery.js";

/**
 * A common table expression: a source for `from` and joins, like `.as(name)`, that is written once before the statement that uses it, however often that does.
 * ```ts
 * const busy = cte("busy", select({ id: posts.userId, n: count() }).from(posts).groupBy(posts.userId));
 * select({ name: users.name, n: busy.n }).from(users).innerJoin(busy, eq(busy.id, users.id))
 * // with "busy" as (select …) select "users"."name", "busy"."n" from "users" inner join "busy" on …
 * ```
 * @throws InvalidIdentifier; InvalidQuery for what is no query.
 */
export function cte<Row, Name extends string>(name: Name, query: Query<Row>): QuerySource<Row, Name> {
  checkIdentifier("a common table expression", name);
  const { node, values } = subqueryOf("cte", query);
  return querySource(commonSource(node, name, false), node.selection, values);
}

/**
 * A recursive one: the rows of `base`, and then again and again those that `step` makes of the rows that came last, until it makes none.
 * ```ts
 * const under = recursiveCte("under",
 *   select({ id: users.id }).from(users).where(eq(users.id, 1)),
 *   (under) => select({ id: users.id }).from(users).innerJoin(under, eq(users.bossId, under.id)));
 * ```
 * @param distinct a row that was there already is not taken again, so that a circle ends; false where absent.
 * @throws InvalidIdentifier; InvalidQuery for another number of columns.
 */
export function recursiveCte<Row, Name extends string>(
  name: Name,
  base: Query<Row>,
  step: (self: QuerySource<Row, Name>) => Query<Row>,
  { distinct = false }: { readonly distinct?: boolean } = {},
): QuerySource<Row, Name> {
  checkIdentifier("a common table expression", name);
  const first = subqueryOf("recursiveCte", base);
  const { selection } = first.node;
  const next = subqueryOf("recursiveCte", step(querySource(selfSource(first.node, name), selection, [])));
  const [here, there] = [selection.entries.length, next.node.selection.entries.length];
  if (here !== there)
    throw new InvalidQuery(
      `the queries of "${name}" have ${here} and ${there} columns`,
      "Select as many columns in each, in the same order.",
      { columns: [here, there] },
    );
  const node = compoundNode(distinct ? "union" : "union all", first.node, next.node);
  return querySource(commonSource(node, name, true), selection, joinValues(first.values, next.values));
}
