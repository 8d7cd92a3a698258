import type { BoundValue } from "../bound-value.js";
import { checkExpression, type Expression } from "../expression.js";
import type { ExpressionNode } from "../nodes/expression-node.js";
import type { OrderNode } from "../nodes/select-node.js";
import { Shapes } from "../shapes.js";

/** Where nulls go: without it PostgreSQL takes them for the greatest and SQLite for the least. */
export interface OrderOptions {
  readonly nulls?: "first" | "last";
}

/** A term of `orderBy`. */
export class Order {
  declare readonly node: OrderNode;
  declare readonly values: readonly BoundValue[];

  constructor(node: OrderNode, values: readonly BoundValue[]) {
    this.node = node;
    this.values = values;
  }
}

function order(given: Expression<unknown>, direction: "asc" | "desc", options?: OrderOptions): Order {
  const { node, values } = checkExpression("orderBy", given);
  const nulls = options?.nulls === "first" || options?.nulls === "last" ? options.nulls : null;
  return new Order(node.shapes.get<OrderNode>(direction, nulls) ?? makeOrder(node, direction, nulls), values);
}

const makeOrder = (operand: ExpressionNode, direction: "asc" | "desc", nulls: OrderNode["nulls"]): OrderNode =>
  operand.shapes.set(
    direction,
    nulls,
    Object.freeze({ operand, direction, nulls, holes: operand.holes, shapes: new Shapes() }),
  );

/** Least first. */
export const asc = (operand: Expression<unknown>, options?: OrderOptions): Order => order(operand, "asc", options);

/** Greatest first. */
export const desc = (operand: Expression<unknown>, options?: OrderOptions): Order => order(operand, "desc", options);
