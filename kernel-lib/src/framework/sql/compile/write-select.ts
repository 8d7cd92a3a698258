import type { ExpressionNode } from "../nodes/expression-node.js";
import type { SelectionNode, SelectNode, Slot } from "../nodes/select-node.js";
import type { SourceNode } from "../nodes/source-node.js";
import type { SqlWriter } from "./sql-writer.js";
import type { Template } from "./template.js";
import { writeExpression, writeOperand } from "./write-expression.js";

/**
 * Writes a select whose values begin at `base`.
 * @param outermost whether its rows go to the driver: only then are columns written so that the driver can read them.
 */
export function writeSelect(writer: SqlWriter, node: SelectNode, base: number, outermost = false): void {
  const { from, joins, order, limit, offset } = node;
  const sources = [...(from === null ? [] : [from.node]), ...joins.map(({ source }) => source.node)];
  writer.within(sources, () => {
    writer.text(node.distinct ? "select distinct " : "select ");
    writeSelection(writer, node.selection, base, outermost);
    if (from !== null) {
      writer.text(" from ");
      writeSource(writer, from.node, base + from.at, true);
    }
    for (const { word, source, on } of joins) {
      writer.text(` ${word} `);
      writeSource(writer, source.node, base + source.at, true);
      writer.text(" on ");
      writeExpression(writer, on.node, base + on.at);
    }
    writeConditions(writer, "where", node.where, base);
    if (node.group.length > 0) {
      writer.text(" group by ");
      writer.list(node.group, ", ", (each) => writeOperand(writer, each.node, base + each.at));
    }
    writeConditions(writer, "having", node.having, base);
    if (order.length > 0) {
      writer.text(" order by ");
      writer.list(order, ", ", ({ node: { operand, direction, nulls }, at }) => {
        writeOperand(writer, operand, base + at);
        writer.text(` ${direction}${nulls === null ? "" : ` nulls ${nulls}`}`);
      });
    }
    if (limit !== null) {
      writer.text(` limit ${writer.dialect.beforeLimit}`);
      writer.value(base + limit);
    } else if (offset !== null && writer.dialect.noLimit !== null) writer.text(` limit ${writer.dialect.noLimit}`);
    if (offset !== null) {
      writer.text(` offset ${writer.dialect.beforeLimit}`);
      writer.value(base + offset);
    }
  });
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
  if (source.kind === "table") {
    writer.identifier(source.table);
    if (source.name === source.table) return;
  } else {
    writer.text("(");
    if (introduced) writer.outside(() => writeSelect(writer, source.query, base));
    else writeSelect(writer, source.query, base);
    writer.text(")");
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
