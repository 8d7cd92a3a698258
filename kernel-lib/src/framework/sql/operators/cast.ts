import { checkExpression, Expression } from "../expression.js";
import { type CastNode, expressionNode } from "../nodes/expression-node.js";
import {
  bigintType,
  booleanType,
  integerType,
  realType,
  textType,
  timestampType,
  type ValueType,
} from "../value-type.js";

/** What an expression can be cast to, and what a row then has. */
interface CastTypes {
  readonly integer: number;
  readonly bigint: bigint;
  readonly real: number;
  readonly text: string;
  readonly boolean: boolean;
  readonly timestamp: Date;
}

const types: Readonly<Record<keyof CastTypes, ValueType>> = {
  integer: integerType,
  bigint: bigintType,
  real: realType,
  text: textType,
  boolean: booleanType,
  timestamp: timestampType,
};

/**
 * The value as another type: `cast(users.age, "text")`. Null stays null. What cannot be cast is an error of the query in PostgreSQL, and what the engine makes of it
 * in SQLite ('x' as integer is 0) and MySQL. A boolean's text is its engine's.
 */
export function cast<To extends keyof CastTypes>(operand: Expression<unknown>, to: To): Expression<CastTypes[To]> {
  const { node, values } = checkExpression("cast", operand);
  const type = types[to];
  const made =
    node.shapes.get<CastNode>("cast", type) ??
    node.shapes.set("cast", type, expressionNode<CastNode>({ kind: "cast", operand: node, type, holes: node.holes }));
  return new Expression(made, values);
}
