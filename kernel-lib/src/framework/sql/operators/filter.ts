import { InvalidQuery } from "../../errors/invalid-query.js";
import { type Condition, checkExpression, Expression, joinValues } from "../expression.js";
import { expressionNode, type FilteredNode } from "../nodes/expression-node.js";

/** An aggregate over those rows of its group for which the condition is true: `filter(count(), gt(posts.likes, 10))`. @throws InvalidQuery for what is no aggregate. */
export function filter<T>(aggregate: Expression<T>, condition: Condition): Expression<T> {
  const { node, values } = checkExpression("filter", aggregate);
  if (node.kind !== "aggregate")
    throw new InvalidQuery("filter takes an aggregate", "Give it count(), sum(…), avg(…), min(…) or max(…).");
  const when = checkExpression("filter", condition);
  const made =
    node.shapes.get<FilteredNode>("filter", when.node) ??
    node.shapes.set(
      "filter",
      when.node,
      expressionNode<FilteredNode>({
        kind: "filtered",
        aggregate: node,
        condition: when.node,
        type: node.type,
        holes: node.holes + when.node.holes,
      }),
    );
  return new Expression(made, joinValues(values, when.values));
}
