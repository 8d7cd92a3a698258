import { UnsupportedSql } from "../../errors/unsupported-sql.js";
import { dialectOf } from "../dialects/dialect-of.js";
import type { CompiledQuery, DialectName, SqlValue } from "../query.js";
import { SqlWriter } from "./sql-writer.js";
import type { StatementNode } from "./statement-node.js";
import type { Template } from "./template.js";
import { writeStatement } from "./write-statement.js";

/**
 * Text and values of a statement. The text is written when the first query of its shape comes by; then it costs a lookup, and the values.
 * @throws InvalidQuery, UnsupportedSql
 */
export function compileStatement(
  node: StatementNode,
  values: readonly SqlValue[],
  dialectName: DialectName,
): CompiledQuery {
  const dialect = dialectOf(dialectName);
  let template = node.templates.get(dialectName);
  if (template === undefined) {
    template = makeTemplate(node, dialectName);
    node.templates.set(dialectName, template);
  }
  const { text, order, returnsRows, writes, decode } = template;
  if (values.length > dialect.mostValues)
    throw new UnsupportedSql(
      dialectName,
      `a statement of ${values.length} values, it takes ${dialect.mostValues}`,
      "Split the list into several statements.",
    );
  const bound = dialect.encode(order === null ? values : reorder(values, order));
  return decode === undefined
    ? { text, values: bound, returnsRows, writes }
    : { text, values: bound, returnsRows, writes, decode };
}

/** Columns are qualified with their table's name only where there are several. */
function makeTemplate(node: StatementNode, dialectName: DialectName): Template {
  const dialect = dialectOf(dialectName);
  const plain = new SqlWriter(dialect, false);
  const written = writeStatement(plain, node);
  if (plain.sources <= 1) return plain.finish(written);
  const qualified = new SqlWriter(dialect, true);
  return qualified.finish(writeStatement(qualified, node));
}

const reorder = (values: readonly SqlValue[], order: readonly number[]): SqlValue[] =>
  order.map((index) => values[index] ?? null);
