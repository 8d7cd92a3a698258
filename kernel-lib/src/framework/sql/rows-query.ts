import type { BoundValue } from "./bound-value.js";
import { Column } from "./column.js";
import { compileStatement } from "./compile/compile-statement.js";
import { checkIdentifier } from "./identifier.js";
import { type ColumnNode, expressionNode } from "./nodes/expression-node.js";
import type { QueryNode } from "./nodes/query-node.js";
import type { Entry, SelectionNode } from "./nodes/select-node.js";
import { type CommonSource, type DerivedSource, derivedSource, type SelfSource } from "./nodes/source-node.js";
import type { CompiledQuery, DialectName, Query } from "./query.js";
import { type Source, sourceOf } from "./table.js";

/** A source whose columns are those that a query selects. */
export type QuerySource<Row, Name extends string> = Source<Name> & {
  readonly [Key in keyof Row]: Column<Row[Key], Name, boolean>;
};

/** What gives rows by itself, and stands in other queries as a source, a list or a value. */
export abstract class RowsQuery<Row> implements Query<Row> {
  declare readonly node: QueryNode;
  declare readonly values: readonly BoundValue[];
  declare readonly "~row"?: Row;

  constructor(node: QueryNode, values: readonly BoundValue[]) {
    this.node = node;
    this.values = values;
  }

  /**
   * A source for `from` and joins: its columns are those selected here. @throws InvalidIdentifier
   */
  as<Name extends string>(name: Name): QuerySource<Row, Name> {
    checkIdentifier("a subquery", name);
    return querySource(derivedSource(this.node, name), this.node.selection, this.values);
  }

  /** @throws InvalidQuery for a column of a source that is not in the query, or a source that is in it twice; UnsupportedSql. */
  compile(dialect: DialectName): CompiledQuery {
    return compileStatement(this.node, this.values, dialect);
  }
}

/** The source that a query is for others. */
export function querySource<Row, Name extends string>(
  source: DerivedSource | CommonSource | SelfSource,
  { entries }: SelectionNode,
  values: readonly BoundValue[],
): QuerySource<Row, Name> {
  const columns = Object.fromEntries(entries.map((entry) => [entry.name, new Column(columnOf(source, entry), null)]));
  return sourceOf(columns, { name: source.name, source, definitions: [], values, shapes: source.shapes }) as never;
}

const columnOf = (source: DerivedSource | CommonSource | SelfSource, { name, node }: Entry): ColumnNode =>
  source.shapes.get<ColumnNode>("column", name) ??
  source.shapes.set(
    "column",
    name,
    expressionNode<ColumnNode>({ kind: "column", source, name, type: node.type, holes: 0 }),
  );
