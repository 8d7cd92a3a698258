import { InvalidQuery } from "../../errors/invalid-query.js";
import { UnsupportedSql } from "../../errors/unsupported-sql.js";
import { isInArrays } from "../in-arrays.js";
import type { Assignment, ConflictNode, DeleteNode, InsertNode, UpdateNode } from "../nodes/write-nodes.js";
import { givesRows } from "./gives-rows.js";
import type { SqlWriter } from "./sql-writer.js";
import type { StatementNode } from "./statement-node.js";
import type { Template } from "./template.js";
import { writeExpression, writeOperand, writeRaw } from "./write-expression.js";
import { writeSchema } from "./write-schema.js";
import { decodersOf, writeConditions, writeQuery, writeSelection } from "./write-select.js";

type Facts = Omit<Template, "text" | "order" | "composite" | "same" | "sharing" | "reads">;

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
  if (returning !== null && !writer.dialect.returning[node.kind])
    throw new UnsupportedSql(
      writer.dialect.name,
      `what ${node.kind === "insert" ? "an insert" : `a ${node.kind}`} returns`,
      "Read the rows in the same transaction.",
    );
  writer.sources++;
  writer.within([into], () => {
    if (node.kind === "insert") {
      writeInsert(writer, node);
      if (node.conflict !== null) {
        if (writer.dialect.conflict === "on conflict") writeConflict(writer, node.conflict);
        else writeDuplicateKey(writer, node, node.conflict);
      }
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
    writer.text(` ${writer.dialect.emptyRow}`);
    return;
  }
  writer.text(" (");
  writer.list(listed, ", ", ({ name }) => writer.identifier(name));
  if (isInArrays(writer.dialect, rows)) {
    writer.text(") select * from unnest(");
    let column = 0;
    writer.list(listed, ", ", ({ type }) => {
      const [before, after] = writer.dialect.aroundArray?.(type) ?? ["", ""];
      writer.text(before);
      writer.compositeValue(column++);
      writer.text(after);
    });
    writer.text(")");
    writer.move(listed.length * rows.length, listed.length - listed.length * rows.length);
    return;
  }
  writer.text(") values ");
  let at = 0;
  writer.list(rows, ", ", (hasKey) => {
    writer.text("(");
    writer.list(listed, ", ", ({ generated, type }) => {
      if (hasKey || !generated) writer.value(at++, type);
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

/** The same where the engine looks at every unique index: only that is written which means what was asked for. @throws UnsupportedSql */
function writeDuplicateKey(writer: SqlWriter, { definitions, rows }: InsertNode, conflict: ConflictNode): void {
  const { target, set, where } = conflict;
  const { name } = writer.dialect;
  if (where.length > 0)
    throw new UnsupportedSql(name, "a condition of what a conflict changes", "Read the row in the same transaction.");
  const other = definitions.find(
    (each) =>
      (each.primaryKey || each.unique) && !target.includes(each.name) && (!each.generated || rows.includes(true)),
  );
  if (target.length > 0 && other !== undefined)
    throw new UnsupportedSql(
      name,
      `a conflict of ${target.map((each) => `"${each}"`).join(", ")} alone, as "${other.name}" is unique too`,
      "Name all unique columns, or leave out of the rows what the database makes.",
    );
  writer.text(" on duplicate key update ");
  const [first] = definitions;
  if (set.length > 0) {
    writer.qualifying(() => writeAssignments(writer, set, false));
    return;
  }
  // Sets a column to what it is: `insert ignore` would let wrong values through, too.
  const kept = target[0] ?? first?.name ?? "";
  writer.identifier(kept);
  writer.text(" = ");
  writer.identifier(kept);
}

function writeUpdate(writer: SqlWriter, { into, set }: UpdateNode): void {
  writer.text("update ");
  writer.identifier(into.table);
  writer.text(" set ");
  writeAssignments(writer, set, writer.dialect.changesAtOnce);
}

/** @throws UnsupportedSql where one is made of a column that another one has changed before, and the engine would take the changed one */
function writeAssignments(writer: SqlWriter, set: readonly Assignment[], atOnce = true): void {
  const changed = new Set<string>();
  const check = (column: string) => {
    if (!changed.has(column) || atOnce) return;
    throw new UnsupportedSql(
      writer.dialect.name,
      `a change that is made of "${column}", which another one has changed before`,
      `Change "${column}" last.`,
    );
  };
  writer.list(set, ", ", ({ name, node, at }) => {
    writer.identifier(name);
    writer.text(" = ");
    writer.watching(
      (column) => check(column.name),
      () => {
        if (node.kind === "parameter") writeExpression(writer, node, at);
        else writeOperand(writer, node, at);
      },
    );
    changed.add(name);
  });
}
