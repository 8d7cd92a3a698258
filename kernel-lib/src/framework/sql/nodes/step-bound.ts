import { InvalidQuery } from "../../errors/invalid-query.js";
import { InvalidSqlValue } from "../../errors/invalid-sql-value.js";
import type { Shapes } from "../shapes.js";

type Clause = "limit" | "offset";

/** What may have a limit and an offset: each the place of a number among the values. */
interface Bounded {
  readonly limit: number | null;
  readonly offset: number | null;
  readonly holes: number;
  readonly shapes: Shapes;
}

/** A number of rows, as it is bound: a whole number of 0 or more. @throws InvalidSqlValue */
export function checkBound(clause: Clause, rows: number): number {
  if (Number.isSafeInteger(rows) && rows >= 0) return rows;
  throw new InvalidSqlValue(clause, "a whole number of 0 or more", rows);
}

/**
 * The node that a limit or an offset leads to.
 * @param extend makes it, with so many more values
 * @throws InvalidQuery if it has one
 */
export const stepBound = <Node extends Bounded>(
  node: Node,
  clause: Clause,
  extend: (node: Node, added: Partial<Bounded>, holes: number) => Node,
): Node => node.shapes.get<Node>(clause, null) ?? makeBound(node, clause, extend);

function makeBound<Node extends Bounded>(
  node: Node,
  clause: Clause,
  extend: (node: Node, added: Partial<Bounded>, holes: number) => Node,
): Node {
  if (node[clause] !== null) throw new InvalidQuery(`it has two of ${clause}`, "Keep one of them.", { clause });
  return node.shapes.set(clause, null, extend(node, { [clause]: node.holes }, 1));
}
