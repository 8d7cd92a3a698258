import { InvalidQuery } from "../errors/invalid-query.js";
import { RowsQuery } from "./rows-query.js";

/** A query inside another one. @throws InvalidQuery if it was not made by `select`, `union` and the like. */
export function subqueryOf(place: string, query: unknown): RowsQuery<unknown> {
  if (query instanceof RowsQuery) return query;
  throw new InvalidQuery(`${place} takes a query made by select`, "Build the subquery with select(…).", { place });
}

/** @throws InvalidQuery also where it has more than one column. */
export function subqueryOfOneColumn(place: string, query: unknown): RowsQuery<unknown> {
  const subquery = subqueryOf(place, query);
  const columns = subquery.node.selection.entries.length;
  if (columns === 1) return subquery;
  throw new InvalidQuery(
    `the subquery of ${place} has ${columns} columns`,
    "Select one column: select({ id: users.id }).from(users).",
    { place, columns },
  );
}
