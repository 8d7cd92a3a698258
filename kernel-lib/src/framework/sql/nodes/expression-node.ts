import type { Templates } from "../compile/template.js";
import { Shapes } from "../shapes.js";
import { booleanType, type ValueType } from "../value-type.js";
import type { SelectNode } from "./select-node.js";
import type { SourceNode } from "./source-node.js";

/**
 * The frozen syntax tree of an expression. It holds no values: where one belongs stands a parameter, and the values travel beside the tree,
 * in the order of its leaves. That is why a tree can be shared by all queries of one shape.
 */
export type ExpressionNode =
  | ColumnNode
  | ParameterNode
  | ConstantNode
  | ComparisonNode
  | JunctionNode
  | NotNode
  | NullTestNode
  | BetweenNode
  | InValuesNode
  | InQueryNode
  | ExistsNode
  | ScalarNode
  | AggregateNode
  | RawNode;

interface Common {
  /** How many values belong to it. */
  readonly holes: number;
  /** What it evaluates to; null where nobody knows (raw text). */
  readonly type: ValueType | null;
  readonly shapes: Shapes;
}

export interface ColumnNode extends Common {
  readonly kind: "column";
  readonly source: SourceNode;
  readonly name: string;
}
export interface ParameterNode extends Common {
  readonly kind: "parameter";
}
/** What an empty list or junction comes to. */
export interface ConstantNode extends Common {
  readonly kind: "constant";
  readonly value: boolean;
}
export interface ComparisonNode extends Common {
  readonly kind: "comparison";
  readonly operator: ComparisonOperator;
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
}
export type ComparisonOperator = "=" | "<>" | "<" | "<=" | ">" | ">=" | "like";
/** `a and b and c` is `(a and b) and c`: the row of operands grows at the right, each length being a node of its own. */
export interface JunctionNode extends Common {
  readonly kind: "junction";
  readonly word: "and" | "or";
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
}
export interface NotNode extends Common {
  readonly kind: "not";
  readonly operand: ExpressionNode;
}
export interface NullTestNode extends Common {
  readonly kind: "null-test";
  readonly operand: ExpressionNode;
  readonly negated: boolean;
}
export interface BetweenNode extends Common {
  readonly kind: "between";
  readonly operand: ExpressionNode;
}
export interface InValuesNode extends Common {
  readonly kind: "in-values";
  readonly operand: ExpressionNode;
  readonly count: number;
}
export interface InQueryNode extends Common {
  readonly kind: "in-query";
  readonly operand: ExpressionNode;
  readonly query: SelectNode;
}
export interface ExistsNode extends Common {
  readonly kind: "exists";
  readonly query: SelectNode;
}
export interface ScalarNode extends Common {
  readonly kind: "scalar";
  readonly query: SelectNode;
}
export interface AggregateNode extends Common {
  readonly kind: "aggregate";
  readonly function: "count" | "sum" | "avg" | "min" | "max";
  readonly operand: ExpressionNode | null;
  readonly distinct: boolean;
}
/** Text of a template with nodes between its pieces. */
export interface RawNode extends Common {
  readonly kind: "raw";
  readonly strings: readonly string[];
  readonly parts: readonly (ExpressionNode | SourceNode | SelectNode)[];
  readonly templates: Templates;
}

/** Freezes a new node and gives it its shapes. */
export const expressionNode = <Node extends ExpressionNode>(given: Omit<Node, "shapes">): Node =>
  Object.freeze({ ...given, shapes: new Shapes() }) as Node;

export const parameter = expressionNode<ParameterNode>({ kind: "parameter", holes: 1, type: null });
export const always = expressionNode<ConstantNode>({ kind: "constant", value: true, holes: 0, type: booleanType });
export const never = expressionNode<ConstantNode>({ kind: "constant", value: false, holes: 0, type: booleanType });
