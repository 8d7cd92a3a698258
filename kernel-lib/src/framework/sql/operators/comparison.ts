import { bindValue } from "../bind-value.js";
import { addValue, Expression, joinValues } from "../expression.js";
import {
  type ComparisonNode,
  type ComparisonOperator,
  type ExpressionNode,
  expressionNode,
  parameter,
} from "../nodes/expression-node.js";
import { booleanType } from "../value-type.js";

/** The other side of a comparison: a value, which is bound, or another expression. */
export type Operand<T> = Exclude<T, null> | Expression<T> | Expression<T | null>;

function compare(operator: ComparisonOperator, left: Expression<unknown>, right: unknown): Expression<boolean> {
  if (right instanceof Expression)
    return new Expression(known(operator, left.node, right.node), joinValues(left.values, right.values));
  const value = bindValue(left.node.type, operator, right);
  return new Expression(known(operator, left.node, parameter), addValue(left.values, value));
}

const known = (operator: ComparisonOperator, left: ExpressionNode, right: ComparisonNode["right"]): ComparisonNode =>
  left.shapes.get<ComparisonNode>(operator, right) ?? make(operator, left, right);

const make = (operator: ComparisonOperator, left: ExpressionNode, right: ComparisonNode["right"]): ComparisonNode =>
  left.shapes.set(
    operator,
    right,
    expressionNode({
      kind: "comparison",
      operator,
      left,
      right,
      type: booleanType,
      holes: left.holes + right.holes,
    }),
  );

/** Equal. A null on either side is neither equal nor unequal: ask `isNull`. @throws InvalidSqlValue for null or a value of another type. */
export const eq = <T>(left: Expression<T>, right: Operand<T>): Expression<boolean> => compare("=", left, right);
/** Not equal; as `eq`. */
export const ne = <T>(left: Expression<T>, right: Operand<T>): Expression<boolean> => compare("<>", left, right);
/** Less than; as `eq`. */
export const lt = <T>(left: Expression<T>, right: Operand<T>): Expression<boolean> => compare("<", left, right);
/** At most; as `eq`. */
export const lte = <T>(left: Expression<T>, right: Operand<T>): Expression<boolean> => compare("<=", left, right);
/** Greater than; as `eq`. */
export const gt = <T>(left: Expression<T>, right: Operand<T>): Expression<boolean> => compare(">", left, right);
/** At least; as `eq`. */
export const gte = <T>(left: Expression<T>, right: Operand<T>): Expression<boolean> => compare(">=", left, right);

/**
 * Text that matches a pattern: `%` stands for any characters, `_` for one, and a backslash takes its meaning from the next. The pattern is bound.
 * Text from outside goes through `escapeLike`. SQLite does not tell ASCII capitals from small letters here, PostgreSQL does.
 */
export const like = <T extends string | null>(left: Expression<T>, pattern: string): Expression<boolean> =>
  compare("like", left, pattern);

/** Text as it matches itself in a pattern: `like(users.name, escapeLike(input) + "%")` finds what begins with the input. */
export const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, "\\$&");
