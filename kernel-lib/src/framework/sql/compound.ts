import { InvalidQuery } from "../errors/invalid-query.js";
import type { BoundValue } from "./bound-value.js";
import { addValue, joinValues } from "./expression.js";
import { checkBound } from "./nodes/check-bound.js";
import {
  type CompoundNode,
  type CompoundWord,
  compoundNode,
  extendCompound,
  type ResultOrder,
} from "./nodes/query-node.js";
import { stepBound } from "./nodes/step-bound.js";
import type { OrderOptions } from "./operators/order.js";
import type { Query } from "./query.js";
import { RowsQuery } from "./rows-query.js";
import { subqueryOf } from "./subquery.js";

/** The rows of several queries as one; immutable. Its columns have the names of the first query's. */
export class Compound<Row> extends RowsQuery<Row> {
  declare readonly node: CompoundNode;

  constructor(node: CompoundNode, values: readonly BoundValue[]) {
    super(node, values);
  }

  /** By a result column, after those of earlier calls. @throws InvalidQuery for a name that is none. */
  orderBy(column: keyof Row & string, direction: "asc" | "desc" = "asc", options: OrderOptions = {}): Compound<Row> {
    const { node } = this;
    const names = node.selection.entries.map(({ name }) => name);
    if (!names.includes(column))
      throw new InvalidQuery(
        `orderBy of several queries takes one of their result columns, not ${JSON.stringify(column)}`,
        `Name one of: ${names.join(", ")}.`,
        { column },
      );
    const nulls = options.nulls === "first" || options.nulls === "last" ? options.nulls : null;
    const step = `order ${direction === "desc" ? "desc" : "asc"} ${nulls}`;
    const next =
      node.shapes.get<CompoundNode>(step, column) ??
      node.shapes.set(step, column, extendCompound(node, { order: ordered(node, column, direction, nulls) }, 0));
    return new Compound(next, this.values);
  }

  /** At most so many rows: a whole number of 0 or more, bound. @throws InvalidSqlValue; InvalidQuery for a second limit. */
  limit(rows: number): Compound<Row> {
    return new Compound(
      stepBound(this.node, "limit", extendCompound),
      addValue(this.values, checkBound("limit", rows)),
    );
  }

  /** Without the first so many: a whole number of 0 or more, bound. @throws InvalidSqlValue; InvalidQuery for a second offset. */
  offset(rows: number): Compound<Row> {
    return new Compound(
      stepBound(this.node, "offset", extendCompound),
      addValue(this.values, checkBound("offset", rows)),
    );
  }
}

const ordered = (
  { order }: CompoundNode,
  name: string,
  direction: "asc" | "desc",
  nulls: ResultOrder["nulls"],
): readonly ResultOrder[] =>
  Object.freeze([...order, Object.freeze({ name, direction: direction === "desc" ? "desc" : "asc", nulls })]);

function combine<Row>(word: CompoundWord, name: string, queries: readonly Query<Row>[]): Compound<Row> {
  const [first, ...rest] = queries.map((query) => subqueryOf(name, query));
  if (first === undefined || rest.length === 0)
    throw new InvalidQuery(`${name} takes two queries or more`, "Give it another one.");
  const count = first.node.selection.entries.length;
  let { node, values }: { node: RowsQuery<unknown>["node"]; values: readonly BoundValue[] } = first;
  for (const query of rest) {
    const columns = query.node.selection.entries.length;
    if (columns !== count)
      throw new InvalidQuery(
        `the queries of ${name} have ${count} and ${columns} columns`,
        "Select as many columns in each, in the same order.",
        { columns: [count, columns] },
      );
    node = compoundNode(word, node, query.node);
    values = joinValues(values, query.values);
  }
  return new Compound<Row>(node as CompoundNode, values);
}

/** The rows of all, equal ones once. Columns are matched by their order. @throws InvalidQuery for queries with different numbers of columns. */
export const union = <Row>(...queries: readonly Query<Row>[]): Compound<Row> => combine("union", "union", queries);
/** The rows of all, equal ones as often as they are there. */
export const unionAll = <Row>(...queries: readonly Query<Row>[]): Compound<Row> =>
  combine("union all", "unionAll", queries);
/** The rows that all have, each once. */
export const intersect = <Row>(...queries: readonly Query<Row>[]): Compound<Row> =>
  combine("intersect", "intersect", queries);
/** The rows of the first that no other has, each once. */
export const except = <Row>(...queries: readonly Query<Row>[]): Compound<Row> => combine("except", "except", queries);
