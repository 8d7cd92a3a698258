import { InvalidQuery } from "../errors/invalid-query.js";
import type { BoundValue } from "./bound-value.js";
import { bindCell, refuseUnknown } from "./cells.js";
import type { Column } from "./column.js";
import type { ColumnDefinition } from "./column-definition.js";
import { compileStatement } from "./compile/compile-statement.js";
import { Conflict } from "./conflict.js";
import { dialectOf } from "./dialects/dialect-of.js";
import { joinValues } from "./expression.js";
import { inArrays, isInArrays } from "./in-arrays.js";
import { type InsertNode, insertNode, withReturning } from "./nodes/write-nodes.js";
import type { CompiledQuery, DialectName, Query } from "./query.js";
import { returningOf } from "./returning.js";
import type { SelectedRow, Selection } from "./selection.js";
import type { NewRow, Source, TableRow } from "./table.js";
import { writtenTable } from "./written-table.js";

/** New rows for a table: `insert(users).values({ name: "Ada" })`. @throws InvalidQuery if it is no table. */
export function insert<From extends Source>(table: From): InsertInto<From> {
  return new InsertInto(table);
}

/** A table that waits for its new rows. */
export class InsertInto<From extends Source> {
  readonly #table: From;

  constructor(table: From) {
    writtenTable("insert", table);
    this.#table = table;
  }

  /**
   * One row or many. What a row leaves out (or has as undefined) is the column's default, else null where the column is nullable, else made by
   * the database where it is a primary key of whole numbers. Takes time linear in the number of values.
   * @throws InvalidQuery for no rows or a name that is no column; InvalidSqlValue for a value that its column does not take, or one that is missing.
   */
  values(rows: NewRow<From> | readonly NewRow<From>[]): Insert<From> {
    const { name, source, definitions, shapes } = writtenTable("insert", this.#table);
    const list = (Array.isArray(rows) ? rows : [rows]) as readonly Readonly<Record<string, unknown>>[];
    if (list.length === 0)
      throw new InvalidQuery(`there is no row to insert into "${name}"`, "Give at least one row.", { table: name });
    const values: BoundValue[] = [];
    // Only a generated key can be missing: whether the rows have one is all that tells their texts apart.
    let keyed = 0;
    const keys: boolean[] = [];
    for (const row of list) {
      const hasKey = bindRow(name, definitions, row, values);
      keys.push(hasKey);
      if (hasKey) keyed++;
    }
    const uniform = keyed === 0 || keyed === list.length;
    const step = keyed === 0 ? "insert" : "insert with keys";
    const node = uniform
      ? (shapes.get<InsertNode>(step, list.length) ??
        shapes.set(step, list.length, insertNode(source, definitions, keys)))
      : insertNode(source, definitions, keys);
    return new Insert(this.#table, node, values);
  }
}

/** Appends a row's values; tells whether it has a value for the generated key. */
function bindRow(
  table: string,
  definitions: readonly ColumnDefinition[],
  row: Readonly<Record<string, unknown>>,
  values: BoundValue[],
): boolean {
  let hasKey = true;
  let used = 0;
  for (const definition of definitions) {
    const { key } = definition;
    let value = Object.hasOwn(row, key) ? row[key] : undefined;
    if (value !== undefined) used++;
    else value = definition.default?.();
    if (value === undefined && definition.generated) hasKey = false;
    else values.push(bindCell(table, definition, value));
  }
  if (used !== Object.keys(row).length) refuseUnknown(table, definitions, row);
  return hasKey;
}

/** An insert of rows; immutable. It gives no rows unless asked to by `returning`. */
export class Insert<From extends Source, Row = never> implements Query<Row> {
  readonly #table: From;
  readonly #node: InsertNode;
  readonly #values: readonly BoundValue[];
  declare readonly "~row"?: Row;

  constructor(table: From, node: InsertNode, values: readonly BoundValue[]) {
    this.#table = table;
    this.#node = node;
    this.#values = values;
  }

  /** The new rows' columns are given back: these, or all. */
  returning(): Insert<From, TableRow<From>>;
  returning<Columns extends Selection>(columns: Columns): Insert<From, SelectedRow<Columns>>;
  returning(columns?: Selection): Insert<From, unknown> {
    const { node, values } = returningOf(this.#table, columns);
    return new Insert(this.#table, withReturning(this.#node, node), joinValues(this.#values, values));
  }

  /**
   * What happens where a row is there already with these columns' values, which a unique index or the primary key must be of; where none is named, by any of them:
   * `insert(users).values(row).onConflict(users.email).doUpdate({ name: excluded(users.name) })`.
   * @throws InvalidQuery for a column of another table, or a second conflict.
   */
  onConflict(...columns: readonly Column<unknown>[]): Conflict<From, Insert<From, Row>> {
    const { name, source, definitions } = writtenTable("insert", this.#table);
    if (this.#node.conflict !== null) throw new InvalidQuery("it has two conflicts", "Keep one of them.");
    const target = columns.map(({ node }) => {
      if (node.kind === "column" && node.source === source) return node.name;
      throw new InvalidQuery(`onConflict takes columns of "${name}"`, "Name columns that a unique index is of.", {
        table: name,
      });
    });
    return new Conflict(name, definitions, this.#node, this.#values, target, (node, values) => {
      return new Insert<From, Row>(this.#table, node, values);
    });
  }

  /** @throws UnsupportedSql for more values than the engine takes in one statement. */
  compile(dialect: DialectName): CompiledQuery {
    const { rows, definitions } = this.#node;
    if (!isInArrays(dialectOf(dialect), rows)) return compileStatement(this.#node, this.#values, dialect);
    const columns = definitions.filter(({ generated }) => rows[0] === true || !generated).length;
    if (columns === 0) return compileStatement(this.#node, this.#values, dialect);
    return compileStatement(this.#node, inArrays(this.#values, rows.length, columns), dialect);
  }
}
