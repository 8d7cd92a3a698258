import type {
  AggregateNode,
  CaseNode,
  FilteredNode,
  WindowFunctionNode,
  WindowNode,
} from "../nodes/expression-node.js";
import type { SqlWriter } from "./sql-writer.js";
import { writeExpression, writeOperand } from "./write-expression.js";
import { writeOrderTerms } from "./write-order.js";

export function writeAggregate(writer: SqlWriter, node: AggregateNode, base: number): void {
  writer.text(`${node.function}(${node.distinct ? "distinct " : ""}`);
  const { operand } = node;
  if (operand === null) writer.text("*");
  else writeAggregated(writer, node.function, () => writeExpression(writer, operand, base));
  writer.text(")");
}

function writeAggregated(writer: SqlWriter, name: AggregateNode["function"], write: () => void): void {
  const [before, after] = writer.dialect.aroundAggregated(name) ?? ["", ""];
  writer.text(before);
  write();
  writer.text(after);
}

/** Where the dialect has no filter, rows that are not meant come to null, which no aggregate looks at. */
export function writeFiltered(writer: SqlWriter, { aggregate, condition }: FilteredNode, base: number): void {
  const at = base + aggregate.holes;
  if (writer.dialect.aggregateFilter) {
    writeAggregate(writer, aggregate, base);
    writer.text(" filter (where ");
    writeExpression(writer, condition, at);
    writer.text(")");
    return;
  }
  writer.text(`${aggregate.function}(${aggregate.distinct ? "distinct " : ""}case when `);
  writeExpression(writer, condition, at);
  writer.text(" then ");
  const { operand } = aggregate;
  if (operand === null) writer.text("1");
  else writeAggregated(writer, aggregate.function, () => writeOperand(writer, operand, base));
  writer.text(" end)");
}

export function writeWindow(writer: SqlWriter, node: WindowNode, base: number): void {
  const { operand, partition, order, frame } = node;
  if (operand.kind === "aggregate") writeAggregate(writer, operand, base);
  else if (operand.kind === "filtered") writeFiltered(writer, operand, base);
  else writeWindowFunction(writer, operand, base);
  writer.text(" over (");
  let at = base + operand.holes;
  let between = "";
  const clause = (word: string): void => {
    writer.text(`${between}${word} `);
    between = " ";
  };
  if (partition.length > 0) {
    clause("partition by");
    writer.list(partition, ", ", (each) => {
      writeOperand(writer, each, at);
      at += each.holes;
    });
  }
  if (order.length > 0) {
    clause("order by");
    const terms = order.map((term) => {
      const placed = { node: term, at };
      at += term.holes;
      return placed;
    });
    writeOrderTerms(writer, terms, 0);
  }
  if (frame !== null) writer.text(`${between}${frame}`);
  writer.text(")");
}

function writeWindowFunction(
  writer: SqlWriter,
  { function: name, operand, count }: WindowFunctionNode,
  base: number,
): void {
  writer.text(`${name}(`);
  if (operand !== null) writeExpression(writer, operand, base);
  if (count !== null) writer.text(`${operand === null ? "" : ", "}${count}`);
  writer.text(")");
}

export function writeCase(writer: SqlWriter, { branches, otherwise }: CaseNode, base: number): void {
  let at = base;
  writer.text("case");
  for (const { when, result } of branches) {
    writer.text(" when ");
    writeExpression(writer, when, at);
    at += when.holes;
    writer.text(" then ");
    writeOperand(writer, result, at);
    at += result.holes;
  }
  if (otherwise !== null) {
    writer.text(" else ");
    writeOperand(writer, otherwise, at);
  }
  writer.text(" end");
}
