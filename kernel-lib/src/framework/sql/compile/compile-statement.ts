import { InvalidQuery } from "../../errors/invalid-query.js";
import { UnsupportedSql } from "../../errors/unsupported-sql.js";
import { type BoundValue, DialectValue } from "../bound-value.js";
import { dialectOf } from "../dialects/dialect-of.js";
import type { CompiledQuery, DialectName, Sharing, SqlValue } from "../query.js";
import { isSharable, SharedText } from "./shared-text.js";
import { SqlWriter } from "./sql-writer.js";
import type { StatementNode } from "./statement-node.js";
import type { Template } from "./template.js";
import { writeCommons } from "./write-select.js";
import { writeStatement } from "./write-statement.js";

/**
 * Text and values of a statement. The text is written when the first query of its shape comes by; then it costs a lookup, and the values.
 * @throws InvalidQuery, UnsupportedSql
 */
export function compileStatement(
  node: StatementNode,
  values: readonly BoundValue[],
  dialectName: DialectName,
): CompiledQuery {
  let template = node.templates.get(dialectName);
  if (template === undefined) {
    template = makeTemplate(node, dialectName);
    node.templates.set(dialectName, template);
  }
  const { text, order, composite, same, sharing, reads, returnsRows, writes, decode } = template;
  const dialect = dialectOf(dialectName);
  if (same !== null) checkSame(same, values);
  const given = composite ? values.map((value) => (value instanceof DialectValue ? value.in(dialect) : value)) : values;
  const placed = order === null ? given : reorder(given, order);
  if (placed.length > dialect.mostValues)
    throw new UnsupportedSql(
      dialectName,
      `a statement of ${placed.length} values, it takes ${dialect.mostValues}`,
      "Split the list into several statements.",
    );
  // None is left that the dialect writes itself: a template that has one says so.
  const bound = dialect.encode(placed as readonly SqlValue[]);
  return { text, values: bound, returnsRows, writes, reads, sharing, decode };
}

/** Columns are qualified with their table's name only where there are several; what stands before the statement is known once it was written. */
function makeTemplate(node: StatementNode, dialectName: DialectName): Template {
  const dialect = dialectOf(dialectName);
  const plain = new SqlWriter(dialect, false);
  const written = writeStatement(plain, node);
  if (plain.sources <= 1 && plain.commons.length === 0)
    return plain.finish(
      { ...written, reads: readsOf(node, plain), sharing: sharingOf(node, plain, false) },
      holesOf(node),
    );
  const writes = written.writes !== null && written.writes.length > 0;
  if (plain.commons.length > 0 && writes && !dialect.commonsBeforeWrites)
    throw new UnsupportedSql(
      dialectName,
      "a common table expression in a statement that writes",
      "Use a subquery, or read first in the same transaction.",
    );
  const qualified = new SqlWriter(dialect, plain.sources > 1);
  writeCommons(qualified, plain.commons);
  const facts = writeStatement(qualified, node);
  const sharing = plain.commons.length > 0 ? undefined : sharingOf(node, qualified, plain.sources > 1);
  return qualified.finish({ ...facts, reads: readsOf(node, qualified), sharing }, holesOf(node));
}

function readsOf(node: StatementNode, { written }: SqlWriter): readonly string[] | undefined {
  return written.alone || (node.kind !== "select" && node.kind !== "compound") ? undefined : written.tables;
}

/** Reads without locks and raw text mean the same whoever asks with them. */
function sharingOf(node: StatementNode, { dialect, written }: SqlWriter, qualified: boolean): Sharing | undefined {
  const { text, types, alone } = written;
  if (alone || (node.kind !== "select" && node.kind !== "compound") || !isSharable(dialect, text, types))
    return undefined;
  return new SharedText(dialect, types, (placeholder) => {
    const writer = new SqlWriter(dialect, qualified, placeholder);
    writeStatement(writer, node);
    return writer.written.text;
  });
}

const holesOf = (node: StatementNode): number => ("holes" in node ? node.holes : 0);

const reorder = (values: readonly BoundValue[], order: readonly number[]): BoundValue[] =>
  order.map((index) => values[index] ?? null);

/** The text has a common table expression once: two that differ in their values cannot both be meant. @throws InvalidQuery */
function checkSame(same: readonly (readonly [number, number])[], values: readonly BoundValue[]): void {
  for (const [one, other] of same)
    if (values[one] !== values[other])
      throw new InvalidQuery(
        "it uses two common table expressions of one name that differ in their values",
        "Make it once and use it twice, or rename one of them.",
      );
}
