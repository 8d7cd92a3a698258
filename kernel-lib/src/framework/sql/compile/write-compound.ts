import type { CompoundNode, QueryNode } from "../nodes/query-node.js";
import type { SelectNode } from "../nodes/select-node.js";
import type { SqlWriter } from "./sql-writer.js";
import { writeOrderTerm } from "./write-order.js";
import { writeLimit, writeQuery, writeSelectionOf } from "./write-select.js";

/** The name of a compound that stands inside a select of its own. */
const ROWS = "rows";

/**
 * Writes several queries as one, whose values begin at `base`. Engines differ in what they take between two words, and in which word binds first: whatever is
 * more than a plain select stands in a subquery.
 * @param outermost whether its rows go to the driver
 */
export function writeCompound(writer: SqlWriter, node: CompoundNode, base: number, outermost: boolean): void {
  const { dialect } = writer;
  const read =
    outermost &&
    node.selection.entries.some((entry) => entry.node.type !== null && dialect.aroundResult(entry.node.type) !== null);
  // Columns that the driver reads in another form would be ordered, and told apart, by that form.
  if (read) {
    writer.text("select ");
    writeSelectionOf(writer, node.selection, ROWS);
    writer.text(" from (");
  }
  writeParts(writer, node, base, node.order.length > 0);
  if (read) {
    writer.text(") as ");
    writer.identifier(ROWS);
  }
  if (node.order.length > 0) {
    writer.text(" order by ");
    writer.list(node.order, ", ", ({ name, direction, nulls }) => {
      const write = () => {
        if (read) {
          writer.identifier(ROWS);
          writer.text(".");
        }
        writer.identifier(name);
      };
      writeOrderTerm(writer, write, direction, nulls);
    });
  }
  writeLimit(writer, node, base);
}

function writeParts(writer: SqlWriter, { word, left, right }: CompoundNode, base: number, ordered: boolean): void {
  // From left to right, where both words bind alike; intersect binds more than the others in some engines.
  const flat = left.kind === "compound" && isBare(left) && (left.word === "intersect") === (word === "intersect");
  if (flat) writeParts(writer, left, base, ordered);
  else writePart(writer, left, base, ordered);
  writer.text(` ${word} `);
  writePart(writer, right.node, base + right.at, ordered);
}

function writePart(writer: SqlWriter, node: QueryNode, base: number, ordered: boolean): void {
  if (node.kind === "select" && isBare(node) && node.lock === null && !(ordered && mayBeAmbiguous(node))) {
    writeQuery(writer, node, base);
    return;
  }
  writer.text("select * from (");
  writeQuery(writer, node, base);
  writer.text(") as ");
  writer.identifier(ROWS);
}

/** SQLite looks for a name in the order among the sources too, where a column stands without one of its own: two joined ones may both have it. */
const mayBeAmbiguous = ({ joins, selection }: SelectNode): boolean =>
  joins.length > 0 && selection.entries.some(({ name, node }) => node.kind === "column" && node.name === name);

const isBare = ({ order, limit, offset }: QueryNode): boolean =>
  order.length === 0 && limit === null && offset === null;
