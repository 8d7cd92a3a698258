import type { Templates } from "../compile/template.js";
import { Shapes } from "../shapes.js";
import { booleanType, type ValueType } from "../value-type.js";
import type { QueryNode } from "./query-node.js";
import type { OrderNode } from "./select-node.js";
import type { SourceNode } from "./source-node.js";

/**
 * The frozen syntax tree of an expression. It holds no values: where one belongs stands a parameter, and the values travel beside the tree,
 * in the order of its leaves. That is why a tree can be shared by all queries of one shape.
 */
export type ExpressionNode =
  | ColumnNode
  | ExcludedNode
  | ParameterNode
  | ConstantNode
  | ComparisonNode
  | JunctionNode
  | NotNode
  | NullTestNode
  | BetweenNode
  | InListNode
  | InQueryNode
  | ExistsNode
  | ScalarNode
  | AggregateNode
  | FilteredNode
  | WindowFunctionNode
  | WindowNode
  | CaseNode
  | CastNode
  | JsonNode
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
/** In the changes of an insert that meets a row: the column as the new row would have had it. */
export interface ExcludedNode extends Common {
  readonly kind: "excluded";
  readonly name: string;
}
/** With a type where nothing around it tells the engine one: a result of `case`. */
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
/** The list is one value, so that lists of every length are one shape. */
export interface InListNode extends Common {
  readonly kind: "in-list";
  readonly operand: ExpressionNode;
}
export interface InQueryNode extends Common {
  readonly kind: "in-query";
  readonly operand: ExpressionNode;
  readonly query: QueryNode;
}
export interface ExistsNode extends Common {
  readonly kind: "exists";
  readonly query: QueryNode;
}
export interface ScalarNode extends Common {
  readonly kind: "scalar";
  readonly query: QueryNode;
}
export interface AggregateNode extends Common {
  readonly kind: "aggregate";
  readonly function: "count" | "sum" | "avg" | "min" | "max";
  readonly operand: ExpressionNode | null;
  readonly distinct: boolean;
}
/** An aggregate over those rows for which a condition is true. */
export interface FilteredNode extends Common {
  readonly kind: "filtered";
  readonly aggregate: AggregateNode;
  readonly condition: ExpressionNode;
}
/** What has a meaning only over a window. */
export interface WindowFunctionNode extends Common {
  readonly kind: "window-function";
  readonly function: WindowFunctionName;
  readonly operand: ExpressionNode | null;
  /** Of how many groups, or how many rows away; checked to be a whole number, and written as it is. */
  readonly count: number | null;
}
export type WindowFunctionName =
  | "row_number"
  | "rank"
  | "dense_rank"
  | "percent_rank"
  | "cume_dist"
  | "ntile"
  | "lag"
  | "lead"
  | "first_value"
  | "last_value"
  | "nth_value";
export interface WindowNode extends Common {
  readonly kind: "window";
  readonly operand: AggregateNode | FilteredNode | WindowFunctionNode;
  readonly partition: readonly ExpressionNode[];
  readonly order: readonly OrderNode[];
  /** "rows between 2 preceding and current row", of checked parts; null: the engine's own. */
  readonly frame: string | null;
}
/** `case when … then … else … end`: conditions and results in turn. */
export interface CaseNode extends Common {
  readonly kind: "case";
  readonly branches: readonly { readonly when: ExpressionNode; readonly result: ExpressionNode }[];
  readonly otherwise: ExpressionNode | null;
}
export interface CastNode extends Common {
  readonly kind: "cast";
  readonly operand: ExpressionNode;
  readonly type: ValueType;
}
/** A part of a JSON value, by a path that is bound as one value: as JSON, or as text. */
export interface JsonNode extends Common {
  readonly kind: "json";
  readonly operand: ExpressionNode;
  readonly as: "json" | "text";
}
/** Text of a template with nodes between its pieces. */
export interface RawNode extends Common {
  readonly kind: "raw";
  readonly strings: readonly string[];
  readonly parts: readonly (ExpressionNode | SourceNode | QueryNode)[];
  readonly templates: Templates;
}

/** Freezes a new node and gives it its shapes. */
export const expressionNode = <Node extends ExpressionNode>(given: Omit<Node, "shapes">): Node =>
  Object.freeze({ ...given, shapes: new Shapes() }) as Node;

export const parameter = expressionNode<ParameterNode>({ kind: "parameter", holes: 1, type: null });
const typed = new Map<ValueType, ParameterNode>();
/** A place for a value whose type the engine cannot know from what is around it; null: of a null. */
export function typedParameter(type: ValueType | null): ParameterNode {
  if (type === null) return parameter;
  let node = typed.get(type);
  if (node === undefined) {
    node = expressionNode<ParameterNode>({ kind: "parameter", holes: 1, type });
    typed.set(type, node);
  }
  return node;
}
export const always = expressionNode<ConstantNode>({ kind: "constant", value: true, holes: 0, type: booleanType });
export const never = expressionNode<ConstantNode>({ kind: "constant", value: false, holes: 0, type: booleanType });
