import { InvalidQuery } from "../../errors/invalid-query.js";
import type { Shapes } from "../shapes.js";
import type { BoundClause } from "./check-bound.js";

/** What may have a limit and an offset: each the place of a number among the values. */
interface Bounded {
  readonly limit: number | null;
  readonly offset: number | null;
  readonly holes: number;
  readonly shapes: Shapes;
}

/**
 * The node that a limit or an offset leads to.
 * @param extend makes it, with so many more values
 * @throws InvalidQuery if it has one
 */
export const stepBound = <Node extends Bounded>(
  node: Node,
  clause: BoundClause,
  extend: (node: Node, added: Partial<Bounded>, holes: number) => Node,
): Node => node.shapes.get<Node>(clause, null) ?? makeBound(node, clause, extend);

function makeBound<Node extends Bounded>(
  node: Node,
  clause: BoundClause,
  extend: (node: Node, added: Partial<Bounded>, holes: number) => Node,
): Node {
  if (node[clause] !== null) throw new InvalidQuery(`it has two of ${clause}`, "Keep one of them.", { clause });
  return node.shapes.set(clause, null, extend(node, { [clause]: node.holes }, 1));
}
