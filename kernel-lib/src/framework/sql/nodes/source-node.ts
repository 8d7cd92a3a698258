import { Shapes } from "../shapes.js";
import type { SelectNode } from "./select-node.js";

/** Where rows come from: a table, perhaps under another name, or a subquery. */
export type SourceNode = TableSource | DerivedSource;

export interface TableSource {
  readonly kind: "table";
  readonly table: string;
  /** The name that columns are qualified with. */
  readonly name: string;
  readonly holes: 0;
  readonly shapes: Shapes;
}

export interface DerivedSource {
  readonly kind: "derived";
  readonly query: SelectNode;
  readonly name: string;
  readonly holes: number;
  readonly shapes: Shapes;
}

export const tableSource = (table: string, name = table): TableSource =>
  Object.freeze({ kind: "table", table, name, holes: 0, shapes: new Shapes() });

export const derivedSource = (query: SelectNode, name: string): DerivedSource =>
  query.shapes.get<DerivedSource>("derived", name) ??
  query.shapes.set(
    "derived",
    name,
    Object.freeze({ kind: "derived", query, name, holes: query.holes, shapes: new Shapes() }),
  );
