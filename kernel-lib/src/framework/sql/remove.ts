import type { BoundValue } from "./bound-value.js";
import { compileStatement } from "./compile/compile-statement.js";
import { type Condition, checkExpression, joinValues, noValues } from "./expression.js";
import { type DeleteNode, deleteNode, withCondition, withEverywhere, withReturning } from "./nodes/write-nodes.js";
import type { CompiledQuery, DialectName, Query } from "./query.js";
import { returningOf } from "./returning.js";
import type { SelectedRow, Selection } from "./selection.js";
import type { Source, TableRow } from "./table.js";
import { writtenTable } from "./written-table.js";

/** Deletes rows: `remove(users).where(eq(users.id, 7))`. @throws InvalidQuery if it is no table. */
export function remove<From extends Source>(table: From): Remove<From> {
  const { source, shapes } = writtenTable("remove", table);
  const node = shapes.get<DeleteNode>("delete", null) ?? shapes.set("delete", null, deleteNode(source));
  return new Remove(table, node, noValues);
}

/** A delete; immutable. It must say which rows: `where`, or `everywhere`. */
export class Remove<From extends Source, Row = never> implements Query<Row> {
  readonly #table: From;
  readonly #node: DeleteNode;
  readonly #values: readonly BoundValue[];
  declare readonly "~row"?: Row;

  constructor(table: From, node: DeleteNode, values: readonly BoundValue[]) {
    this.#table = table;
    this.#node = node;
    this.#values = values;
  }

  /** Only rows for which it is true; conditions of several calls must all be. */
  where(condition: Condition): Remove<From, Row> {
    const { node, values } = checkExpression("where", condition);
    return new Remove(this.#table, withCondition(this.#node, node), joinValues(this.#values, values));
  }

  /** Says that all rows are meant. */
  everywhere(): Remove<From, Row> {
    return new Remove(this.#table, withEverywhere(this.#node), this.#values);
  }

  /** The deleted rows' columns are given back: these, or all. */
  returning(): Remove<From, TableRow<From>>;
  returning<Columns extends Selection>(columns: Columns): Remove<From, SelectedRow<Columns>>;
  returning(columns?: Selection): Remove<From, unknown> {
    const { node, values } = returningOf(this.#table, columns);
    return new Remove(this.#table, withReturning(this.#node, node), joinValues(this.#values, values));
  }

  /** @throws InvalidQuery without `where` and `everywhere`. */
  compile(dialect: DialectName): CompiledQuery {
    return compileStatement(this.#node, this.#values, dialect);
  }
}
