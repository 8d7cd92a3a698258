import { bindValue } from "../bind-value.js";
import { checkExpression, Expression, joinValues, noValues } from "../expression.js";
import { expressionNode, type InQueryNode, type InValuesNode, never } from "../nodes/expression-node.js";
import type { Query, SqlValue } from "../query.js";
import { selectOfOneColumn } from "../subquery.js";
import { booleanType } from "../value-type.js";

/**
 * Equal to one of a list of values, each bound, or of the rows of a subquery with one column. An empty list is legal and false.
 * @throws InvalidSqlValue for null or a value of another type; InvalidQuery for a subquery of more than one column.
 */
export function inList<T>(
  operand: Expression<T>,
  list: readonly Exclude<T, null>[] | Query<Readonly<Record<string, T | null>>>,
): Expression<boolean> {
  const { node, values } = checkExpression("inList", operand);
  if (!Array.isArray(list)) {
    const query = selectOfOneColumn("inList", list);
    const made =
      node.shapes.get<InQueryNode>("in query", query.node) ??
      node.shapes.set(
        "in query",
        query.node,
        expressionNode<InQueryNode>({
          kind: "in-query",
          operand: node,
          query: query.node,
          type: booleanType,
          holes: node.holes + query.node.holes,
        }),
      );
    return new Expression(made, joinValues(values, query.values));
  }
  if (list.length === 0) return new Expression(never, noValues);
  const bound = list.map((value: unknown): SqlValue => bindValue(node.type, "inList", value));
  const made =
    node.shapes.get<InValuesNode>("in", list.length) ??
    node.shapes.set(
      "in",
      list.length,
      expressionNode<InValuesNode>({
        kind: "in-values",
        operand: node,
        count: list.length,
        type: booleanType,
        holes: node.holes + list.length,
      }),
    );
  return new Expression(made, joinValues(values, bound));
}
