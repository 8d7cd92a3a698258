import { InvalidSqlValue } from "../../errors/invalid-sql-value.js";
import { bindValue } from "../bind-value.js";
import { ValueList } from "../bound-value.js";
import { checkExpression, Expression, joinValues, noValues } from "../expression.js";
import { expressionNode, type InListNode, type InQueryNode, never } from "../nodes/expression-node.js";
import type { Query, SqlValue } from "../query.js";
import { subqueryOfOneColumn } from "../subquery.js";
import { booleanType } from "../value-type.js";

/**
 * Equal to one of a list of values, which are bound together as one value, so that lists of every length are one text; or of the rows of a subquery with one column. An
 * empty list is legal and false.
 * @throws InvalidSqlValue for null or a value of another type; InvalidQuery for a subquery of more than one column.
 */
export function inList<T>(
  operand: Expression<T>,
  list: readonly Exclude<T, null>[] | Query<Readonly<Record<string, T | null>>>,
): Expression<boolean> {
  const { node, values } = checkExpression("inList", operand);
  if (!Array.isArray(list)) {
    const query = subqueryOfOneColumn("inList", list);
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
  const bound = list.map((value: unknown): SqlValue => {
    if (value instanceof Uint8Array)
      throw new InvalidSqlValue("inList", "values that are no bytes", value, "Compare with eq, joined by or.");
    return bindValue(node.type, "inList", value);
  });
  const made =
    node.shapes.get<InListNode>("in list", null) ??
    node.shapes.set(
      "in list",
      null,
      expressionNode<InListNode>({ kind: "in-list", operand: node, type: booleanType, holes: node.holes + 1 }),
    );
  return new Expression(made, joinValues(values, [new ValueList(bound)]));
}
