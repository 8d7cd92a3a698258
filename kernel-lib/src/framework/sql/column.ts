import type { ColumnDefinition } from "./column-definition.js";
import { Expression, noValues } from "./expression.js";
import { type ColumnNode, expressionNode } from "./nodes/expression-node.js";
import type { SourceNode } from "./nodes/source-node.js";

/** A column of a table or subquery in a query: an expression, and what a row has under its name. */
export class Column<T, Source extends string = string, Optional extends boolean = boolean> extends Expression<T> {
  /** Null for a column of a subquery. */
  readonly definition: ColumnDefinition | null;
  /** Never there: carries the name of the table, and whether a new row may leave the column out. */
  declare readonly "~source"?: Source;
  declare readonly "~optional"?: Optional;

  constructor(node: ColumnNode, definition: ColumnDefinition | null) {
    super(node, noValues);
    this.definition = definition;
  }
}

/** The column `definition` of a source. */
export const columnOf = (source: SourceNode, definition: ColumnDefinition): Column<unknown> =>
  new Column(
    expressionNode<ColumnNode>({ kind: "column", source, name: definition.name, type: definition.type, holes: 0 }),
    definition,
  );
