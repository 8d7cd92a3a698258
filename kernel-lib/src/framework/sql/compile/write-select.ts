import { UnsupportedSql } from "../../errors/unsupported-sql.js";
import type { ExpressionNode } from "../nodes/expression-node.js";
import type { QueryNode } from "../nodes/query-node.js";
import type { JoinNode, LockNode, SelectionNode, SelectNode, Slot } from "../nodes/select-node.js";
import type { SourceNode } from "../nodes/source-node.js";
import { bigintType } from "../value-type.js";
import type { PlacedCommon, SqlWriter } from "./sql-writer.js";
import type { Template } from "./template.js";
import { writeCompound } from "./write-compound.js";
import { writeExpression, writeOperand } from "./write-expression.js";
import { writeOrderTerms } from "./write-order.js";

/** Writes what gives rows; its values begin at `base`. */
export function writeQuery(writer: SqlWriter, node: QueryNode, base: number, outermost = false): void {
  if (node.kind === "select") writeSelect(writer, node, base, outermost);
  else writeCompound(writer, node, base, outermost);
}

/**
 * Writes a select whose values begin at `base`.
 * @param outermost whether its rows go to the driver: only then are columns written so that the driver can read them.
 */
export function writeSelect(writer: SqlWriter, node: SelectNode, base: number, outermost = false): void {
  const { from, joins, order } = node;
  const sources = [...(from === null ? [] : [from.node]), ...joins.map(({ source }) => source.node)];
  writer.within(sources, () => {
    writer.text(node.distinct ? "select distinct " : "select ");
    writeSelection(writer, node.selection, base, outermost);
    if (from !== null) {
      writer.text(" from ");
      writeSource(writer, from.node, base + from.at, true);
    }
    for (const join of joins) writeJoin(writer, join, base);
    writeConditions(writer, "where", node.where, base);
    if (node.group.length > 0) {
      writer.text(" group by ");
      writer.list(node.group, ", ", (each) => writeOperand(writer, each.node, base + each.at));
    }
    writeConditions(writer, "having", node.having, base);
    if (order.length > 0) {
      writer.text(" order by ");
      writeOrderTerms(writer, order, base, outermost);
    }
    writeLimit(writer, node, base);
    if (node.lock !== null) writeLock(writer, node.lock);
  });
}

function writeJoin(writer: SqlWriter, { word, source, on }: JoinNode, base: number): void {
  if (word === "full join" && !writer.dialect.fullJoin)
    throw new UnsupportedSql(
      writer.dialect.name,
      "a full join",
      "Unite a left join and the right rows without partner.",
    );
  writer.text(` ${word} `);
  writeSource(writer, source.node, base + source.at, true);
  if (on === null) return;
  writer.text(" on ");
  writeExpression(writer, on.node, base + on.at);
}

function writeLock(writer: SqlWriter, { strength, waiting }: LockNode): void {
  const { rowLocks } = writer.dialect;
  writer.standAlone();
  if (rowLocks === null)
    throw new UnsupportedSql(
      writer.dialect.name,
      "a lock of rows",
      "A transaction that writes locks the whole database there.",
    );
  writer.text(` ${rowLocks[strength]}${waiting === "wait" ? "" : ` ${waiting}`}`);
}

/** At most so many rows, and from which on. */
export function writeLimit(
  writer: SqlWriter,
  { limit, offset }: { readonly limit: number | null; readonly offset: number | null },
  base: number,
): void {
  if (limit !== null) {
    writer.text(` limit ${writer.dialect.beforeLimit}`);
    writer.value(base + limit, bigintType);
  } else if (offset !== null && writer.dialect.noLimit !== null) writer.text(` limit ${writer.dialect.noLimit}`);
  if (offset !== null) {
    writer.text(` offset ${writer.dialect.beforeLimit}`);
    writer.value(base + offset, bigintType);
  }
}

/** Result columns, each under its name. */
export function writeSelection(writer: SqlWriter, { entries }: SelectionNode, base: number, outermost: boolean): void {
  writer.list(entries, ", ", ({ name, node, at }) => {
    const around = outermost && node.type !== null ? writer.dialect.aroundResult(node.type) : null;
    if (around !== null) writer.text(around[0]);
    writeOperand(writer, node, base + at);
    if (around !== null) writer.text(around[1]);
    else if (node.kind === "column" && node.name === name) return;
    writer.text(" as ");
    writer.identifier(name);
  });
}

/** The result columns of a subquery with this name, so that the driver can read them. */
export function writeSelectionOf(writer: SqlWriter, { entries }: SelectionNode, source: string): void {
  writer.list(entries, ", ", ({ name, node }) => {
    const around = node.type === null ? null : writer.dialect.aroundResult(node.type);
    if (around !== null) writer.text(around[0]);
    writer.identifier(source);
    writer.text(".");
    writer.identifier(name);
    if (around !== null) writer.text(around[1]);
    writer.text(" as ");
    writer.identifier(name);
  });
}

/** Conditions of several calls, all of which must be true. */
export function writeConditions(
  writer: SqlWriter,
  word: "where" | "having",
  conditions: readonly Slot<ExpressionNode>[],
  base: number,
): void {
  if (conditions.length === 0) return;
  writer.text(` ${word} `);
  const single = conditions.length === 1;
  writer.list(conditions, " and ", ({ node, at }) => {
    if (single) writeExpression(writer, node, base + at);
    else writeOperand(writer, node, base + at, true);
  });
}

/** A table or a subquery; where it is introduced, with its other name. */
export function writeSource(writer: SqlWriter, source: SourceNode, base: number, introduced = false): void {
  writer.sources++;
  switch (source.kind) {
    case "table":
      writer.reads(source.table);
      writer.identifier(source.table);
      if (source.name === source.table) return;
      break;
    case "derived":
      writer.text("(");
      if (introduced) writer.outside(() => writeQuery(writer, source.query, base));
      else writeQuery(writer, source.query, base);
      writer.text(")");
      break;
    case "common":
      writer.common(source, base, () => writeQuery(writer, source.query, base));
      writer.identifier(source.name);
      return;
    case "self":
      writer.identifier(source.name);
      return;
  }
  writer.text(" as ");
  writer.identifier(source.name);
}

/** How the columns of a selection are read, where that is not as they come. */
export function decodersOf(writer: SqlWriter, { entries }: SelectionNode): Template["decode"] {
  // No inherited names: a reader looks columns up by whatever name they have.
  const decode: Record<string, (value: unknown) => unknown> = Object.create(null);
  for (const { name, node } of entries) {
    const decoder = node.type === null ? undefined : writer.dialect.decoder(node.type);
    if (decoder !== undefined) decode[name] = decoder;
  }
  return Object.keys(decode).length === 0 ? undefined : Object.freeze(decode);
}

/** What stands before a statement: each common table expression that it uses, once. */
export function writeCommons(writer: SqlWriter, commons: readonly PlacedCommon[]): void {
  if (commons.length === 0) return;
  writer.text(commons.some(({ source }) => source.recursive) ? "with recursive " : "with ");
  writer.list(commons, ", ", ({ source, base }) => {
    writer.identifier(source.name);
    writer.text(" (");
    writer.list(source.query.selection.entries, ", ", ({ name }) => writer.identifier(name));
    writer.text(") as (");
    writer.alone(() => writeQuery(writer, source.query, base));
    writer.text(")");
  });
  writer.text(" ");
}
