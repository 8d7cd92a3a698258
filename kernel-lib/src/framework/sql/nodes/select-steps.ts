import { InvalidQuery } from "../../errors/invalid-query.js";
import type { ExpressionNode } from "./expression-node.js";
import { extendSelect, type JoinWord, type LockNode, type OrderNode, type SelectNode, slot } from "./select-node.js";
import type { SourceNode } from "./source-node.js";

/**
 * The select that each step leads to: the one that it led to before, or a new one. What makes a new one stands apart in each, so that the engine can put the
 * look for a known one into the program's own function.
 */

/** @throws InvalidQuery if it has a source. */
export const stepFrom = (node: SelectNode, source: SourceNode): SelectNode =>
  node.shapes.get<SelectNode>("from", source) ?? makeFrom(node, source);

function makeFrom(node: SelectNode, source: SourceNode): SelectNode {
  if (node.from !== null) throw new InvalidQuery("it has two sources in from", "Join the second one.");
  return node.shapes.set("from", source, extendSelect(node, { from: slot(source, node.holes) }, source.holes));
}

/** The source's values come before the condition's. */
export const stepJoin = (node: SelectNode, word: JoinWord, source: SourceNode, on: ExpressionNode): SelectNode => {
  const pending = node.shapes.get<SelectNode>(word, source) ?? makePending(node, word, source);
  return pending.shapes.get<SelectNode>("on", on) ?? makeJoin(node, pending, word, source, on);
};

const makePending = (node: SelectNode, word: JoinWord, source: SourceNode): SelectNode =>
  node.shapes.set(word, source, extendSelect(node, {}, source.holes));

function makeJoin(
  node: SelectNode,
  pending: SelectNode,
  word: JoinWord,
  source: SourceNode,
  on: ExpressionNode,
): SelectNode {
  const join = Object.freeze({ word, source: slot(source, node.holes), on: slot(on, pending.holes) });
  return pending.shapes.set("on", on, extendSelect(pending, { joins: Object.freeze([...node.joins, join]) }, on.holes));
}

export const stepCrossJoin = (node: SelectNode, source: SourceNode): SelectNode =>
  node.shapes.get<SelectNode>("cross join", source) ?? makeCrossJoin(node, source);

function makeCrossJoin(node: SelectNode, source: SourceNode): SelectNode {
  const join = Object.freeze({ word: "cross join" as const, source: slot(source, node.holes), on: null });
  return node.shapes.set(
    "cross join",
    source,
    extendSelect(node, { joins: Object.freeze([...node.joins, join]) }, source.holes),
  );
}

type Clause = "where" | "group" | "having";

/** One more expression of a clause. */
export const stepClause = (node: SelectNode, clause: Clause, expression: ExpressionNode): SelectNode =>
  node.shapes.get<SelectNode>(clause, expression) ?? makeClause(node, clause, expression);

function makeClause(node: SelectNode, clause: Clause, expression: ExpressionNode): SelectNode {
  const expressions = Object.freeze([...node[clause], slot(expression, node.holes)]);
  return node.shapes.set(clause, expression, extendSelect(node, { [clause]: expressions }, expression.holes));
}

export const stepOrder = (node: SelectNode, term: OrderNode): SelectNode =>
  node.shapes.get<SelectNode>("order", term) ?? makeOrder(node, term);

function makeOrder(node: SelectNode, term: OrderNode): SelectNode {
  const order = Object.freeze([...node.order, slot<OrderNode>(term, node.holes)]);
  return node.shapes.set("order", term, extendSelect(node, { order }, term.holes));
}

export const stepDistinct = (node: SelectNode): SelectNode =>
  node.shapes.get<SelectNode>("distinct", null) ??
  node.shapes.set("distinct", null, extendSelect(node, { distinct: true }, 0));

/** @throws InvalidQuery if it has a lock. */
export function stepLock(node: SelectNode, { strength, waiting }: LockNode): SelectNode {
  const step = `for ${strength}`;
  const known = node.shapes.get<SelectNode>(step, waiting);
  if (known !== undefined) return known;
  if (node.lock !== null) throw new InvalidQuery("it has two locks", "Keep one of them.");
  return node.shapes.set(step, waiting, extendSelect(node, { lock: Object.freeze({ strength, waiting }) }, 0));
}
