import { Expression } from "../expression.js";
import { expressionNode, type ScalarNode } from "../nodes/expression-node.js";
import type { Query } from "../query.js";
import { subqueryOfOneColumn } from "../subquery.js";

/** The value of a subquery with one column and at most one row; null where it has none. @throws InvalidQuery for more columns. */
export function scalar<T>(query: Query<Readonly<Record<string, T>>>): Expression<T | null> {
  const { node, values } = subqueryOfOneColumn("scalar", query);
  const made =
    node.shapes.get<ScalarNode>("scalar", null) ??
    node.shapes.set(
      "scalar",
      null,
      expressionNode<ScalarNode>({
        kind: "scalar",
        query: node,
        type: node.selection.entries[0]?.node.type ?? null,
        holes: node.holes,
      }),
    );
  return new Expression(made, values);
}
