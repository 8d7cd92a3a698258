import { Templates } from "../compile/template.js";
import { Shapes } from "../shapes.js";
import type { ExpressionNode } from "./expression-node.js";
import type { SourceNode } from "./source-node.js";

/** A node and where its values begin among those of its statement: clauses may be given in another order than SQL writes them. */
export interface Slot<Node> {
  readonly node: Node;
  readonly at: number;
}

export const slot = <Node>(node: Node, at: number): Slot<Node> => Object.freeze({ node, at });

/** One result column. */
export interface Entry extends Slot<ExpressionNode> {
  readonly name: string;
}

/** The result columns of a select or of `returning`. */
export interface SelectionNode {
  readonly entries: readonly Entry[];
  readonly holes: number;
  readonly shapes: Shapes;
}

export type JoinWord = "inner join" | "left join" | "right join" | "full join" | "cross join";

export interface JoinNode {
  readonly word: JoinWord;
  readonly source: Slot<SourceNode>;
  /** Null for a cross join. */
  readonly on: Slot<ExpressionNode> | null;
}

/** Which rows are locked until the transaction ends, and what is done about rows that others have locked. */
export interface LockNode {
  readonly strength: "update" | "share";
  readonly waiting: "wait" | "skip locked" | "nowait";
}

export interface OrderNode {
  readonly operand: ExpressionNode;
  readonly direction: "asc" | "desc";
  readonly nulls: "first" | "last" | null;
  readonly holes: number;
  readonly shapes: Shapes;
}

/** A frozen select, without values. */
export interface SelectNode {
  readonly kind: "select";
  readonly selection: SelectionNode;
  readonly distinct: boolean;
  readonly from: Slot<SourceNode> | null;
  readonly joins: readonly JoinNode[];
  /** Joined by `and`. */
  readonly where: readonly Slot<ExpressionNode>[];
  readonly group: readonly Slot<ExpressionNode>[];
  readonly having: readonly Slot<ExpressionNode>[];
  readonly order: readonly Slot<OrderNode>[];
  /** Where the number stands among the values. */
  readonly limit: number | null;
  readonly offset: number | null;
  readonly lock: LockNode | null;
  readonly holes: number;
  readonly shapes: Shapes;
  readonly templates: Templates;
}

/** What a step adds to a select: the new clauses and the number of values that came with them. */
export function extendSelect(node: SelectNode, added: Partial<SelectNode>, holes: number): SelectNode {
  return Object.freeze({
    ...node,
    ...added,
    holes: node.holes + holes,
    shapes: new Shapes(),
    templates: new Templates(),
  });
}

export const emptySelect = (selection: SelectionNode, from: SourceNode | null): SelectNode =>
  Object.freeze({
    kind: "select",
    selection,
    distinct: false,
    from: from === null ? null : slot(from, selection.holes),
    joins: [],
    where: [],
    group: [],
    having: [],
    order: [],
    limit: null,
    offset: null,
    lock: null,
    holes: selection.holes + (from?.holes ?? 0),
    shapes: new Shapes(),
    templates: new Templates(),
  });
