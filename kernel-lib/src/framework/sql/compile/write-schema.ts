import { InvalidQuery } from "../../errors/invalid-query.js";
import type { Column } from "../column.js";
import type { ColumnDefinition } from "../column-definition.js";
import type { SchemaNode } from "../nodes/schema-node.js";
import type { SqlWriter } from "./sql-writer.js";

/** Writes `create table`, `drop table` or `create index`. */
export function writeSchema(writer: SqlWriter, node: SchemaNode): void {
  switch (node.kind) {
    case "create-table":
      writer.text(`create table ${node.ifNotExists ? "if not exists " : ""}`);
      writer.identifier(node.table);
      writer.text(" (");
      writer.list(node.definitions, ", ", (definition) => writeColumn(writer, definition));
      if (!writer.dialect.inlineReferences)
        for (const { name, references } of node.definitions)
          if (references !== undefined) {
            writer.text(", foreign key (");
            writer.identifier(name);
            writer.text(")");
            writeReference(writer, name, references);
          }
      writer.text(")");
      break;
    case "drop-table":
      writer.text(`drop table ${node.ifExists ? "if exists " : ""}`);
      writer.identifier(node.table);
      break;
    case "create-index":
      writer.text(`create ${node.unique ? "unique " : ""}index `);
      writer.identifier(node.name);
      writer.text(" on ");
      writer.identifier(node.table);
      writer.text(" (");
      writer.list(node.columns, ", ", ({ name, type }) => {
        writer.identifier(name);
        writer.text(type === null ? "" : writer.dialect.afterIndexed(type, node.unique));
      });
      writer.text(")");
  }
}

function writeColumn(writer: SqlWriter, definition: ColumnDefinition): void {
  writer.identifier(definition.name);
  writer.text(` ${writer.dialect.columnType(definition)}`);
  if (definition.primaryKey) writer.text(" primary key");
  // SQLite lets a primary key that is no whole number be null.
  if (!definition.nullable && !definition.generated) writer.text(" not null");
  if (definition.unique) writer.text(" unique");
  if (definition.references !== undefined && writer.dialect.inlineReferences)
    writeReference(writer, definition.name, definition.references);
}

function writeReference(writer: SqlWriter, name: string, references: () => Column<unknown>): void {
  const { node } = references();
  if (node.kind !== "column" || node.source.kind !== "table")
    throw new InvalidQuery(`the column "${name}" refers to what is no table's column`, "Refer to a column.");
  writer.text(" references ");
  writer.identifier(node.source.table);
  writer.text(" (");
  writer.identifier(node.name);
  writer.text(")");
}
