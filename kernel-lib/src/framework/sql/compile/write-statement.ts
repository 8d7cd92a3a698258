import { InvalidQuery } from "../../errors/invalid-query.js";
import type { Assignment, ConflictNode, DeleteNode, InsertNode, UpdateNode } from "../nodes/write-nodes.js";
import { givesRows } from "./gives-rows.js";
import type { SqlWriter } from "./sql-writer.js";
import type { StatementNode } from "./statement-node.js";
import type { Template } from "./template.js";
import { writeExpression, writeOperand, writeRaw } from "./write-expression.js";
import { writeSchema } from "./write-schema.js";
import { decodersOf, writeConditions, writeQuery, writeSelection } from "./write-select.js";

type Facts = Omit<Template, "text" | "order" | "composite" | "same">;

/** Writes a whole statement; tells what its readers must know. @throws InvalidQuery */
export function writeStatement(writer: SqlWriter, node: StatementNode): Facts {
  switch (node.kind) {
    case "select":
    case "compound":
      writeQuery(writer, node, 0, true);
      return { returnsRows: true, writes: [], decode: decodersOf(writer, node.selection) };
    case "raw":
      writer.within(null, () => writeRaw(writer, node, 0));
      return { returnsRows: givesRows(node.strings.join(" ? ")), writes: null, decode: undefined };
    case "insert":
    case "update":
    case "delete":
      return writeWrite(writer, node);
    default:
      writeSchema(writer, node);
      return { returnsRows: false, writes: [node.table], decode: undefined };
  }
}

function writeWrite(writer: SqlWriter, node: InsertNode | UpdateNode | DeleteNode): Facts {
  const { into, returning } = node;
  writer.sources++;
  writer.within([into], () => {
    if (node.kind === "insert") {
      writeInsert(writer, node);
      if (node.conflict !== null) writeConflict(writer, node.conflict);
    } else if (node.kind === "update") writeUpdate(writer, node);
    else {
      writer.text("delete from ");
      writer.identifier(into.table);
    }
    if (node.kind !== "insert") {
      checkMeant(node);
      writeConditions(writer, "where", node.where, 0);
    }
    if (returning === null) return;
    writer.text(" returning ");
    writeSelection(writer, returning.node, returning.at, true);
  });
  const decode = returning === null ? undefined : decodersOf(writer, returning.node);
  return { returnsRows: returning !== null, writes: [into.table], decode };
}

/** A condition that was forgotten must not empty a table. */
function checkMeant({ kind, into, where, everywhere }: UpdateNode | DeleteNode): void {
  if (where.length > 0 || everywhere) return;
  throw new InvalidQuery(
    `it would ${kind} all rows of "${into.table}"`,
    "Say which rows by where(…), or that all are meant by everywhere().",
    { table: into.table },
  );
}

function writeInsert(writer: SqlWriter, { into, definitions, rows }: InsertNode): void {
  const withKeys = rows.includes(true);
  const listed = definitions.filter(({ generated }) => withKeys || !generated);
  writer.text("insert into ");
  writer.identifier(into.table);
  if (listed.length === 0) {
    // Several such rows have no text that all engines know.
    if (rows.length > 1)
      throw new InvalidQuery("several rows have no values at all", "Insert them one by one.", { table: into.table });
    writer.text(" default values");
    return;
  }
  writer.text(" (");
  writer.list(listed, ", ", ({ name }) => writer.identifier(name));
  writer.text(") values ");
  let at = 0;
  writer.list(rows, ", ", (hasKey) => {
    writer.text("(");
    writer.list(listed, ", ", ({ generated }) => {
      if (hasKey || !generated) writer.value(at++);
      else writer.text(writer.dialect.defaultInValues ? "default" : "null");
    });
    writer.text(")");
  });
}

/** Its values stand after those of the rows. */
function writeConflict(writer: SqlWriter, { target, set, where }: ConflictNode): void {
  writer.text(" on conflict");
  if (target.length > 0) {
    writer.text(" (");
    writer.list(target, ", ", (name) => writer.identifier(name));
    writer.text(")");
  }
  if (set.length === 0) {
    writer.text(" do nothing");
    return;
  }
  writer.text(" do update set ");
  // Bare names would be ambiguous between the row that is there and the new one.
  writer.qualifying(() => {
    writeAssignments(writer, set);
    writeConditions(writer, "where", where, 0);
  });
}

function writeUpdate(writer: SqlWriter, { into, set }: UpdateNode): void {
  writer.text("update ");
  writer.identifier(into.table);
  writer.text(" set ");
  writeAssignments(writer, set);
}

function writeAssignments(writer: SqlWriter, set: readonly Assignment[]): void {
  writer.list(set, ", ", ({ name, node, at }) => {
    writer.identifier(name);
    writer.text(" = ");
    if (node.kind === "parameter") writeExpression(writer, node, at);
    else writeOperand(writer, node, at);
  });
}
