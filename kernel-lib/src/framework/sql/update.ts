import type { BoundValue } from "./bound-value.js";
import { type Changes, changesOf } from "./changes.js";
import type { ColumnDefinition } from "./column-definition.js";
import { compileStatement } from "./compile/compile-statement.js";
import { type Condition, checkExpression, joinValues } from "./expression.js";
import type { ExpressionNode } from "./nodes/expression-node.js";
import {
  extendWrite,
  type UpdateNode,
  updateNode,
  withCondition,
  withEverywhere,
  withReturning,
} from "./nodes/write-nodes.js";
import type { CompiledQuery, DialectName, Query } from "./query.js";
import { returningOf } from "./returning.js";
import type { SelectedRow, Selection } from "./selection.js";
import type { Source, TableRow } from "./table.js";
import { writtenTable } from "./written-table.js";

/** New values for rows: `update(users).set({ name: "Ada" }).where(eq(users.id, 7))`. @throws InvalidQuery if it is no table. */
export function update<From extends Source>(table: From): UpdateOf<From> {
  return new UpdateOf(table);
}

/** A table that waits for its changes. */
export class UpdateOf<From extends Source> {
  readonly #table: From;

  constructor(table: From) {
    writtenTable("update", table);
    this.#table = table;
  }

  /** What is left out (or undefined) stays. @throws InvalidQuery for no change or a name that is no column; InvalidSqlValue. */
  set(changes: Changes<From>): Update<From> {
    const { name, source, definitions, shapes } = writtenTable("update", this.#table);
    const row = changes as Readonly<Record<string, unknown>>;
    const values: BoundValue[] = [];
    let node = shapes.get<UpdateNode>("update", null) ?? shapes.set("update", null, updateNode(source));
    for (const { definition, change, value } of changesOf(name, definitions, row)) {
      node = assign(node, definition, change);
      values.push(...value);
    }
    return new Update(this.#table, node, values);
  }
}

const assign = (node: UpdateNode, { name }: ColumnDefinition, value: ExpressionNode): UpdateNode =>
  node.shapes.get<UpdateNode>(`set ${name}`, value) ??
  node.shapes.set(
    `set ${name}`,
    value,
    extendWrite(
      node,
      { set: Object.freeze([...node.set, Object.freeze({ name, node: value, at: node.holes })]) },
      value.holes,
    ),
  );

/** An update; immutable. It must say which rows: `where`, or `everywhere`. */
export class Update<From extends Source, Row = never> implements Query<Row> {
  readonly #table: From;
  readonly #node: UpdateNode;
  readonly #values: readonly BoundValue[];
  declare readonly "~row"?: Row;

  constructor(table: From, node: UpdateNode, values: readonly BoundValue[]) {
    this.#table = table;
    this.#node = node;
    this.#values = values;
  }

  /** Only rows for which it is true; conditions of several calls must all be. */
  where(condition: Condition): Update<From, Row> {
    const { node, values } = checkExpression("where", condition);
    return new Update(this.#table, withCondition(this.#node, node), joinValues(this.#values, values));
  }

  /** Says that all rows are meant. */
  everywhere(): Update<From, Row> {
    return new Update(this.#table, withEverywhere(this.#node), this.#values);
  }

  /** The changed rows' columns are given back, as they are afterwards: these, or all. */
  returning(): Update<From, TableRow<From>>;
  returning<Columns extends Selection>(columns: Columns): Update<From, SelectedRow<Columns>>;
  returning(columns?: Selection): Update<From, unknown> {
    const { node, values } = returningOf(this.#table, columns);
    return new Update(this.#table, withReturning(this.#node, node), joinValues(this.#values, values));
  }

  /** @throws InvalidQuery without `where` and `everywhere`. */
  compile(dialect: DialectName): CompiledQuery {
    return compileStatement(this.#node, this.#values, dialect);
  }
}
