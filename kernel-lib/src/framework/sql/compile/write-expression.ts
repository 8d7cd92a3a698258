import { InvalidQuery } from "../../errors/invalid-query.js";
import type { ExpressionNode, JunctionNode, RawNode } from "../nodes/expression-node.js";
import type { SourceNode } from "../nodes/source-node.js";
import type { SqlWriter } from "./sql-writer.js";
import { writeAggregate, writeCase, writeFiltered, writeWindow } from "./write-function.js";
import { writeQuery, writeSource } from "./write-select.js";

/**
 * Writes an expression whose values begin at `base`. What consists of several words is put into parentheses by whoever contains it, so that
 * no precedence has to be known.
 */
export function writeExpression(writer: SqlWriter, node: ExpressionNode, base: number): void {
  switch (node.kind) {
    case "column":
      writer.column(node);
      break;
    case "excluded":
      writer.excluded(node.name);
      break;
    case "parameter": {
      const around = node.type === null ? null : writer.dialect.aroundParameter(node.type);
      if (around !== null) writer.text(around[0]);
      writer.value(base, node.type);
      if (around !== null) writer.text(around[1]);
      break;
    }
    case "constant":
      writer.text(node.value ? "1 = 1" : "1 = 0");
      break;
    case "comparison":
      writeOperand(writer, node.left, base);
      writer.text(` ${node.operator} `);
      // A value is of the other side's type: the engine knows, and who shares the statement must.
      if (node.right.kind === "parameter" && node.right.type === null)
        writer.value(base + node.left.holes, node.left.type);
      else writeOperand(writer, node.right, base + node.left.holes);
      // One escape sign for all engines: SQLite has none of its own.
      if (node.operator === "like") writer.text(" escape '\\'");
      break;
    case "junction": {
      let at = base;
      writer.list(operandsOf(node), ` ${node.word} `, (operand) => {
        writeOperand(writer, operand, at, node.word === "and");
        at += operand.holes;
      });
      break;
    }
    case "not":
      writer.text("not ");
      writeOperand(writer, node.operand, base);
      break;
    case "null-test":
      writeOperand(writer, node.operand, base);
      writer.text(node.negated ? " is not null" : " is null");
      break;
    case "between":
      writeOperand(writer, node.operand, base);
      writer.text(" between ");
      writer.value(base + node.operand.holes, node.operand.type);
      writer.text(" and ");
      writer.value(base + node.operand.holes + 1, node.operand.type);
      break;
    case "in-list": {
      const [before, after] = writer.dialect.aroundList(node.operand.type);
      writeOperand(writer, node.operand, base);
      writer.text(before);
      writer.compositeValue(base + node.operand.holes);
      writer.text(after);
      break;
    }
    case "in-query":
      writeOperand(writer, node.operand, base);
      writer.text(" in (");
      writeQuery(writer, node.query, base + node.operand.holes);
      writer.text(")");
      break;
    case "exists":
      writer.text("exists (");
      writeQuery(writer, node.query, base);
      writer.text(")");
      break;
    case "scalar":
      writer.text("(");
      writeQuery(writer, node.query, base);
      writer.text(")");
      break;
    case "aggregate":
      writeAggregate(writer, node, base);
      break;
    case "filtered":
      writeFiltered(writer, node, base);
      break;
    case "window-function":
      throw new InvalidQuery(`${node.function} stands outside a window`, "Give it to over(…).");
    case "window":
      writeWindow(writer, node, base);
      break;
    case "case":
      writeCase(writer, node, base);
      break;
    case "cast": {
      const [before, after] = writer.dialect.aroundCast(node.type);
      writer.text(before);
      writeExpression(writer, node.operand, base);
      writer.text(after);
      break;
    }
    case "json":
      writer.dialect.writeJson(
        node.as,
        (text) => writer.text(text),
        () => writeOperand(writer, node.operand, base),
        () => writer.compositeValue(base + node.operand.holes),
      );
      break;
    case "raw":
      writer.text("(");
      writeRaw(writer, node, base);
      writer.text(")");
      break;
  }
}

/** `(a and b) and c` as one row; without recursion, so that a row may be as long as it likes. */
function operandsOf(junction: JunctionNode): ExpressionNode[] {
  const operands: ExpressionNode[] = [];
  let node: ExpressionNode = junction;
  while (node.kind === "junction" && node.word === junction.word) {
    operands.push(node.right);
    node = node.left;
  }
  operands.push(node);
  return operands.reverse();
}

/** Comparisons stand bare under `and`, which binds less than all of them. */
const bareUnderAnd = new Set<ExpressionNode["kind"]>(["comparison", "null-test", "in-list", "in-query", "exists"]);
const bare = new Set<ExpressionNode["kind"]>([
  "column",
  "excluded",
  "parameter",
  "scalar",
  "aggregate",
  "filtered",
  "window",
  "cast",
  "raw",
]);

/** As part of a larger expression. */
export function writeOperand(writer: SqlWriter, node: ExpressionNode, base: number, underAnd = false): void {
  if (bare.has(node.kind) || (underAnd && bareUnderAnd.has(node.kind))) {
    writeExpression(writer, node, base);
    return;
  }
  writer.text("(");
  writer.enter();
  writeExpression(writer, node, base);
  writer.leave();
  writer.text(")");
}

const sources: ReadonlySet<string> = new Set(["table", "derived", "common", "self"]);
const isSource = (part: ExpressionNode | SourceNode): part is SourceNode => sources.has(part.kind);

/** A template: its own text, and between its pieces what was put there. */
export function writeRaw(writer: SqlWriter, { strings, parts }: RawNode, base: number): void {
  writer.standAlone();
  let at = base;
  writer.text(strings[0] ?? "");
  for (const [index, part] of parts.entries()) {
    if (part.kind === "select" || part.kind === "compound") {
      writer.text("(");
      writeQuery(writer, part, at);
      writer.text(")");
    } else if (isSource(part)) writeSource(writer, part, at);
    else writeOperand(writer, part, at);
    writer.text(strings[index + 1] ?? "");
    at += part.holes;
  }
}
