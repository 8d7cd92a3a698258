import { Shapes } from "../shapes.js";
import type { QueryNode } from "./query-node.js";

/** Where rows come from: a table, perhaps under another name, a subquery, or a common table expression. */
export type SourceNode = TableSource | DerivedSource | CommonSource | SelfSource;

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
  readonly query: QueryNode;
  readonly name: string;
  readonly holes: number;
  readonly shapes: Shapes;
}

/** A query that stands once before its statement, under a name, and may be used many times. */
export interface CommonSource {
  readonly kind: "common";
  readonly query: QueryNode;
  readonly name: string;
  readonly recursive: boolean;
  readonly holes: number;
  readonly shapes: Shapes;
}

/** A recursive query's own rows, inside it. */
export interface SelfSource {
  readonly kind: "self";
  readonly name: string;
  readonly holes: 0;
  readonly shapes: Shapes;
}

export const tableSource = (table: string, name = table): TableSource =>
  Object.freeze({ kind: "table", table, name, holes: 0, shapes: new Shapes() });

export const derivedSource = (query: QueryNode, name: string): DerivedSource =>
  query.shapes.get<DerivedSource>("derived", name) ??
  query.shapes.set(
    "derived",
    name,
    Object.freeze({ kind: "derived", query, name, holes: query.holes, shapes: new Shapes() }),
  );

export function commonSource(query: QueryNode, name: string, recursive: boolean): CommonSource {
  const step = recursive ? "common recursive" : "common";
  return (
    query.shapes.get<CommonSource>(step, name) ??
    query.shapes.set(
      step,
      name,
      Object.freeze({ kind: "common", query, name, recursive, holes: query.holes, shapes: new Shapes() }),
    )
  );
}

/** Remembered at the query that a recursive one begins with, so that the same recursion is one shape. */
export const selfSource = (base: QueryNode, name: string): SelfSource =>
  base.shapes.get<SelfSource>("self", name) ??
  base.shapes.set("self", name, Object.freeze({ kind: "self", name, holes: 0, shapes: new Shapes() }));
