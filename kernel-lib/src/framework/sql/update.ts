import { InvalidQuery } from "../errors/invalid-query.js";
import type { ColumnDefinition } from "./column-definition.js";
import { compileStatement } from "./compile/compile-statement.js";
import { type Condition, checkExpression, Expression, joinValues } from "./expression.js";
import { bindCell, refuseUnknown } from "./insert.js";
import { type ExpressionNode, parameter } from "./nodes/expression-node.js";
import {
  extendWrite,
  type UpdateNode,
  updateNode,
  withCondition,
  withEverywhere,
  withReturning,
} from "./nodes/write-nodes.js";
import type { CompiledQuery, DialectName, Query, SqlValue } from "./query.js";
import { returningOf } from "./returning.js";
import type { SelectedRow, Selection } from "./selection.js";
import type { NewRow, Source, TableRow } from "./table.js";
import { writtenTable } from "./written-table.js";

/** The changes of an update: a value for each column, bound, or an expression over the old row. */
export type Changes<From> = {
  [Key in keyof NewRow<From>]?: NewRow<From>[Key] | Expression<NewRow<From>[Key]> | undefined;
};

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
    const values: SqlValue[] = [];
    let node = shapes.get<UpdateNode>("update", null) ?? shapes.set("update", null, updateNode(source));
    let used = 0;
    for (const definition of definitions) {
      const change = Object.hasOwn(row, definition.key) ? row[definition.key] : undefined;
      if (change === undefined) continue;
      used++;
      if (change instanceof Expression) {
        node = assign(node, definition, change.node);
        values.push(...change.values);
      } else {
        node = assign(node, definition, parameter);
        values.push(bindCell(name, definition, change));
      }
    }
    if (used !== Object.keys(row).length) refuseUnknown(name, definitions, row);
    if (used === 0)
      throw new InvalidQuery(`nothing is to be changed in "${name}"`, "Give at least one column.", { table: name });
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
  readonly #values: readonly SqlValue[];
  declare readonly "~row"?: Row;

  constructor(table: From, node: UpdateNode, values: readonly SqlValue[]) {
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
