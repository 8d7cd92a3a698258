import { bindValue } from "../bind-value.js";
import { addValue, Expression, joinValues } from "../expression.js";
import { type ComparisonNode, type ComparisonOperator, expressionNode, parameter } from "../nodes/expression-node.js";
import { booleanType } from "../value-type.js";

/** The other side of a comparison: a value, which is bound, or another expression. */
export type Operand<T> = Exclude<T, null> | Expression<T> | Expression<T | null>;

function compare(operator: ComparisonOperator, left: Expression<unknown>, right: unknown): Expression<boolean> {
  const shapes = left.node.shapes;
  if (right instanceof Expression) {
    const node =
      shapes.get<ComparisonNode>(operator, right.node) ??
      shapes.set(operator, right.node, comparison(operator, left, right.node, right.node.holes));
    return new Expression(node, joinValues(left.values, right.values));
  }
  const value = bindValue(left.node.type, operator, right);
  const node =
    shapes.get<ComparisonNode>(operator, parameter) ??
    shapes.set(operator, parameter, comparison(operator, left, parameter, 1));
  return new Expression(node, addValue(left.values, value));
}

const comparison = (
  operator: ComparisonOperator,
  left: Expression<unknown>,
  right: ComparisonNode["right"],
  holes: number,
): ComparisonNode =>
  expressionNode({
    kind: "comparison",
    operator,
    left: left.node,
    right,
    type: booleanType,
    holes: left.node.holes + holes,
  });

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
