import { Templates } from "../compile/template.js";
import { Shapes } from "../shapes.js";
import { typeOfBoth } from "../value-type.js";
import type { SelectionNode, SelectNode, Slot } from "./select-node.js";

/** What gives rows and may stand inside another statement. */
export type QueryNode = SelectNode | CompoundNode;

export type CompoundWord = "union" | "union all" | "intersect" | "except";

/** A term of a compound's order: one of its result columns. */
export interface ResultOrder {
  readonly name: string;
  readonly direction: "asc" | "desc";
  readonly nulls: "first" | "last" | null;
}

/** Two queries as one, frozen, without values. */
export interface CompoundNode {
  readonly kind: "compound";
  readonly word: CompoundWord;
  readonly left: QueryNode;
  readonly right: Slot<QueryNode>;
  /** Names and types of the result columns: the left one's. */
  readonly selection: SelectionNode;
  readonly order: readonly ResultOrder[];
  /** Where the number stands among the values. */
  readonly limit: number | null;
  readonly offset: number | null;
  readonly holes: number;
  readonly shapes: Shapes;
  readonly templates: Templates;
}

/** What a step adds to a compound. */
export const extendCompound = (node: CompoundNode, added: Partial<CompoundNode>, holes: number): CompoundNode =>
  Object.freeze({ ...node, ...added, holes: node.holes + holes, shapes: new Shapes(), templates: new Templates() });

/** The left one's names; of each column the type that has room for both. */
function selectionOfBoth(left: SelectionNode, right: SelectionNode): SelectionNode {
  const entries = left.entries.map((entry, place) => {
    const other = right.entries[place]?.node ?? entry.node;
    // A column without a type is raw text: its rows are what the driver gives.
    const wider = entry.node.type !== null && typeOfBoth(entry.node.type, other.type) !== entry.node.type;
    return wider ? Object.freeze({ ...entry, node: other }) : entry;
  });
  if (entries.every((entry, place) => entry === left.entries[place])) return left;
  return Object.freeze({ entries: Object.freeze(entries), holes: left.holes, shapes: new Shapes() });
}

export const compoundNode = (word: CompoundWord, left: QueryNode, right: QueryNode): CompoundNode =>
  left.shapes.get<CompoundNode>(word, right) ??
  left.shapes.set(
    word,
    right,
    Object.freeze({
      kind: "compound",
      word,
      left,
      right: Object.freeze({ node: right, at: left.holes }),
      selection: selectionOfBoth(left.selection, right.selection),
      order: Object.freeze([]),
      limit: null,
      offset: null,
      holes: left.holes + right.holes,
      shapes: new Shapes(),
      templates: new Templates(),
    }),
  );
