import { InvalidQuery } from "../errors/invalid-query.js";
import { Select } from "./select.js";

/** A query inside another one. @throws InvalidQuery if it was not made by `select`. */
export function selectOf(place: string, query: unknown): Select<unknown, string> {
  if (query instanceof Select) return query as Select<unknown, string>;
  throw new InvalidQuery(`${place} takes a query made by select`, "Build the subquery with select(…).", { place });
}

/** @throws InvalidQuery also where it has more than one column. */
export function selectOfOneColumn(place: string, query: unknown): Select<unknown, string> {
  const subquery = selectOf(place, query);
  const columns = subquery.node.selection.entries.length;
  if (columns === 1) return subquery;
  throw new InvalidQuery(
    `the subquery of ${place} has ${columns} columns`,
    "Select one column: select({ id: users.id }).from(users).",
    { place, columns },
  );
}
