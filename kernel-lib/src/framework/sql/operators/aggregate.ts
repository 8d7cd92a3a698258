import { checkExpression, Expression, noValues } from "../expression.js";
import { type AggregateNode, expressionNode } from "../nodes/expression-node.js";
import { numberType, type ValueType } from "../value-type.js";

const countAll = expressionNode<AggregateNode>({
  kind: "aggregate",
  function: "count",
  operand: null,
  distinct: false,
  type: numberType,
  holes: 0,
});

function aggregate<T>(
  name: AggregateNode["function"],
  given: Expression<unknown>,
  type: ValueType | null,
  distinct = false,
): Expression<T> {
  const { node, values } = checkExpression(name, given);
  const made =
    node.shapes.get<AggregateNode>(name, distinct) ??
    node.shapes.set(
      name,
      distinct,
      expressionNode<AggregateNode>({
        kind: "aggregate",
        function: name,
        operand: node,
        distinct,
        type,
        holes: node.holes,
      }),
    );
  return new Expression(made, values);
}

/** How many rows; of an expression: how many where it is not null. A number from every engine. */
export const count = (operand?: Expression<unknown>): Expression<number> =>
  operand === undefined ? new Expression<number>(countAll, noValues) : aggregate<number>("count", operand, numberType);

/** How many different values that are not null. */
export const countDistinct = (operand: Expression<unknown>): Expression<number> =>
  aggregate("count", operand, numberType, true);

/** The sum, as a double; null of no rows. */
export const sum = (operand: Expression<number> | Expression<number | null>): Expression<number | null> =>
  aggregate("sum", operand, numberType);

/** The arithmetic mean, as a double; null of no rows. */
export const avg = (operand: Expression<number> | Expression<number | null>): Expression<number | null> =>
  aggregate("avg", operand, numberType);

/** The least; null of no rows. PostgreSQL has none of booleans and JSON. */
export const min = <T>(operand: Expression<T>): Expression<T | null> => aggregate("min", operand, operand.node.type);

/** The greatest; null of no rows. PostgreSQL has none of booleans and JSON. */
export const max = <T>(operand: Expression<T>): Expression<T | null> => aggregate("max", operand, operand.node.type);
