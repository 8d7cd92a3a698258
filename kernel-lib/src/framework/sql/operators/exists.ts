import { Expression } from "../expression.js";
import { type ExistsNode, expressionNode } from "../nodes/expression-node.js";
import type { Query } from "../query.js";
import { subqueryOf } from "../subquery.js";
import { booleanType } from "../value-type.js";

/** True if the subquery has a row. It may speak of the tables around it. */
export function exists(query: Query<unknown>): Expression<boolean> {
  const { node, values } = subqueryOf("exists", query);
  const made =
    node.shapes.get<ExistsNode>("exists", null) ??
    node.shapes.set(
      "exists",
      null,
      expressionNode<ExistsNode>({ kind: "exists", query: node, type: booleanType, holes: node.holes }),
    );
  return new Expression(made, values);
}
