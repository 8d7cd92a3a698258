import { InvalidQuery } from "../errors/invalid-query.js";
import type { Column } from "./column.js";
import { compileStatement } from "./compile/compile-statement.js";
import { Templates } from "./compile/template.js";
import { noValues } from "./expression.js";
import { checkIdentifier } from "./identifier.js";
import type { SchemaNode } from "./nodes/schema-node.js";
import type { CompiledQuery, DialectName, Query } from "./query.js";
import type { Source } from "./table.js";
import { writtenTable } from "./written-table.js";

/** A statement that makes or drops tables. */
class Schema implements Query<never> {
  readonly #node: SchemaNode;
  declare readonly "~row"?: never;

  constructor(node: SchemaNode) {
    this.#node = node;
  }

  compile(dialect: DialectName): CompiledQuery {
    return compileStatement(this.#node, noValues, dialect);
  }
}

/** `create table` from a definition: types, not null, unique, primary and foreign keys. Defaults are bound by `insert` and not part of it. */
export function createTable(table: Source, options: { readonly ifNotExists?: boolean } = {}): Query<never> {
  const { name, definitions } = writtenTable("createTable", table);
  const ifNotExists = options.ifNotExists === true;
  return new Schema({ kind: "create-table", table: name, definitions, ifNotExists, templates: new Templates() });
}

/** `drop table`. */
export function dropTable(table: Source, options: { readonly ifExists?: boolean } = {}): Query<never> {
  const { name } = writtenTable("dropTable", table);
  return new Schema({
    kind: "drop-table",
    table: name,
    ifExists: options.ifExists === true,
    templates: new Templates(),
  });
}

/**
 * `create index` over columns of one table, in this order.
 * @throws InvalidIdentifier; InvalidQuery for no columns, or columns of several tables.
 */
export function createIndex(
  name: string,
  columns: readonly Column<unknown>[],
  options: { readonly unique?: boolean } = {},
): Query<never> {
  checkIdentifier("an index", name);
  const sources = new Set(columns.map(({ node }) => (node.kind === "column" ? node.source : null)));
  const [source] = sources;
  if (sources.size !== 1 || source?.kind !== "table")
    throw new InvalidQuery(`the index "${name}" is not over columns of one table`, "Name columns of one table.", {
      name,
    });
  return new Schema({
    kind: "create-index",
    name,
    table: source.table,
    columns: columns.map(({ definition, node }) => ({ name: definition?.name ?? String(node.kind), type: node.type })),
    unique: options.unique === true,
    templates: new Templates(),
  });
}
