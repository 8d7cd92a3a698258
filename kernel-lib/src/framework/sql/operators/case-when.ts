import { bindAnything } from "../bind-value.js";
import type { BoundValue } from "../bound-value.js";
import { type Condition, checkExpression, Expression, joinValues } from "../expression.js";
import { type CaseNode, type ExpressionNode, expressionNode, typedParameter } from "../nodes/expression-node.js";
import { typeOfBoth, typeOfValue } from "../value-type.js";

/** What a case comes to: a value, which is bound, null, or an expression. */
export type CaseResult<T> = T | Expression<T>;

/** A case on the way: an expression as it is, which is null where no condition is true. */
export class CaseWhen<T> extends Expression<T | null> {
  declare readonly node: CaseNode;

  /** Where this is true and no earlier condition was. */
  when<Other>(condition: Condition, result: CaseResult<Other>): CaseWhen<T | Other> {
    return new CaseWhen(...branch(this, condition, result));
  }

  /** Where no condition is true. */
  otherwise<Other>(result: CaseResult<Other>): Expression<T | Other> {
    const { node, values } = resultOf("otherwise", result);
    const { branches, holes, type, shapes } = this.node;
    const made =
      shapes.get<CaseNode>("else", node) ??
      shapes.set(
        "else",
        node,
        expressionNode<CaseNode>({
          kind: "case",
          branches,
          otherwise: node,
          type: typeOfBoth(type, node.type),
          holes: holes + node.holes,
        }),
      );
    return new Expression(made, joinValues(this.values, values));
  }
}

/**
 * The result of the first condition that is true: `caseWhen(gt(posts.likes, 100), "hot").when(gt(posts.likes, 10), "warm").otherwise("cold")`.
 * All results should be of one type; values are bound as what they are in JavaScript (a number as a double).
 * @throws InvalidSqlValue
 */
export const caseWhen = <T>(condition: Condition, result: CaseResult<T>): CaseWhen<T> =>
  new CaseWhen(...branch(null, condition, result));

function branch(
  before: CaseWhen<unknown> | null,
  condition: Condition,
  result: unknown,
): readonly [CaseNode, readonly BoundValue[]] {
  const when = checkExpression("caseWhen", condition);
  const then = resultOf("caseWhen", result);
  const shapes = before === null ? when.node.shapes : before.node.shapes;
  // Two operands lead to the node: the pending step is remembered by the first.
  const step = before === null ? "case" : "when";
  const pending =
    shapes.get<ExpressionNode>(step, when.node) ??
    shapes.set(step, when.node, expressionNode<CaseNode>({ ...emptyCase, holes: 0 }));
  const made =
    pending.shapes.get<CaseNode>("then", then.node) ??
    pending.shapes.set(
      "then",
      then.node,
      expressionNode<CaseNode>({
        kind: "case",
        branches: Object.freeze([
          ...(before?.node.branches ?? []),
          Object.freeze({ when: when.node, result: then.node }),
        ]),
        otherwise: null,
        type: typeOfBoth(before?.node.type ?? null, then.node.type),
        holes: (before?.node.holes ?? 0) + when.node.holes + then.node.holes,
      }),
    );
  const values = joinValues(when.values, then.values);
  return [made, before === null ? values : joinValues(before.values, values)];
}

const emptyCase = { kind: "case", branches: [], otherwise: null, type: null } as const;

function resultOf(place: string, result: unknown): { node: ExpressionNode; values: readonly BoundValue[] } {
  if (result instanceof Expression) return result;
  const value = bindAnything(place, result);
  return { node: typedParameter(typeOfValue(value)), values: [value] };
}
