import type { ColumnDefinition } from "../column-definition.js";
import { Templates } from "../compile/template.js";
import { Shapes } from "../shapes.js";
import type { ExpressionNode } from "./expression-node.js";
import { type SelectionNode, type Slot, slot } from "./select-node.js";
import type { TableSource } from "./source-node.js";

interface Common {
  readonly into: TableSource;
  readonly returning: Slot<SelectionNode> | null;
  readonly holes: number;
  readonly shapes: Shapes;
  readonly templates: Templates;
}

/** A frozen insert, without values. */
export interface InsertNode extends Common {
  readonly kind: "insert";
  readonly definitions: readonly ColumnDefinition[];
  /** For each row whether it has a value for the generated key; every row has one for every other column. */
  readonly rows: readonly boolean[];
  readonly conflict: ConflictNode | null;
}

/** What an insert does about rows that are there already. */
export interface ConflictNode {
  /** Names of the columns that a unique index is of; none: whichever index it is. */
  readonly target: readonly string[];
  /** Changes of the row that is there; none: it stays, and the new row is left out. */
  readonly set: readonly Assignment[];
  /** Only rows that are there for which all are true are changed. */
  readonly where: readonly Slot<ExpressionNode>[];
}

export interface UpdateNode extends Common {
  readonly kind: "update";
  readonly set: readonly Assignment[];
  /** Joined by `and`. */
  readonly where: readonly Slot<ExpressionNode>[];
  /** True once somebody said that all rows are meant. */
  readonly everywhere: boolean;
}

export interface Assignment extends Slot<ExpressionNode> {
  readonly name: string;
}

export interface DeleteNode extends Common {
  readonly kind: "delete";
  readonly where: readonly Slot<ExpressionNode>[];
  readonly everywhere: boolean;
}

/** A column and what becomes of it, among those of a statement or of a conflict. */
export const assignment = (name: string, node: ExpressionNode, at: number): Assignment =>
  Object.freeze({ name, node, at });

const own = () => ({ shapes: new Shapes(), templates: new Templates() });

export function insertNode(
  into: TableSource,
  definitions: readonly ColumnDefinition[],
  rows: readonly boolean[],
): InsertNode {
  const keyless = rows.filter((hasKey) => !hasKey).length;
  const holes = definitions.length * rows.length - keyless;
  return Object.freeze({ kind: "insert", into, definitions, rows, conflict: null, returning: null, holes, ...own() });
}

export const updateNode = (into: TableSource): UpdateNode =>
  Object.freeze({ kind: "update", into, set: [], where: [], everywhere: false, returning: null, holes: 0, ...own() });

export const deleteNode = (into: TableSource): DeleteNode =>
  Object.freeze({ kind: "delete", into, where: [], everywhere: false, returning: null, holes: 0, ...own() });

/** What a step adds to a statement: the changed clause and the number of values that came with it. */
export const extendWrite = <Node extends InsertNode | UpdateNode | DeleteNode>(
  node: Node,
  added: Partial<Node>,
  holes: number,
): Node => Object.freeze({ ...node, ...added, holes: node.holes + holes, ...own() }) as unknown as Node;

export const withReturning = <Node extends InsertNode | UpdateNode | DeleteNode>(
  node: Node,
  selection: SelectionNode,
): Node =>
  node.shapes.get<Node>("returning", selection) ??
  node.shapes.set(
    "returning",
    selection,
    extendWrite<InsertNode | UpdateNode | DeleteNode>(
      node,
      { returning: slot(selection, node.holes) },
      selection.holes,
    ) as Node,
  );

/** The step of `where`, for the two statements that have one. */
export const withCondition = <Node extends UpdateNode | DeleteNode>(node: Node, condition: ExpressionNode): Node =>
  node.shapes.get<Node>("where", condition) ??
  node.shapes.set(
    "where",
    condition,
    extendWrite<UpdateNode | DeleteNode>(
      node,
      { where: Object.freeze([...node.where, slot(condition, node.holes)]) },
      condition.holes,
    ) as Node,
  );

/** The step of `everywhere`. */
export const withEverywhere = <Node extends UpdateNode | DeleteNode>(node: Node): Node =>
  node.shapes.get<Node>("everywhere", null) ??
  node.shapes.set("everywhere", null, extendWrite<UpdateNode | DeleteNode>(node, { everywhere: true }, 0) as Node);
