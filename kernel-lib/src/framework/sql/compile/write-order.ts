import type { OrderNode, Slot } from "../nodes/select-node.js";
import type { SqlWriter } from "./sql-writer.js";
import { writeOperand } from "./write-expression.js";

/**
 * The terms of an order, each where its values are.
 * @param outermost of a statement whose rows go to the driver: there a bare name may mean a result column, which is written as the driver reads it
 */
export function writeOrderTerms(
  writer: SqlWriter,
  terms: readonly Slot<OrderNode>[],
  base: number,
  outermost = false,
): void {
  writer.list(terms, ", ", ({ node: { operand, direction, nulls }, at }) => {
    const write = () => {
      const read = outermost && operand.type !== null && writer.dialect.aroundResult(operand.type) !== null;
      if (operand.kind === "column" && read) writer.column(operand, true);
      else writeOperand(writer, operand, base + at);
    };
    writeOrderTerm(writer, write, direction, nulls);
  });
}

/** `write` writes what is ordered by, as often as it is called. */
export function writeOrderTerm(
  writer: SqlWriter,
  write: () => void,
  direction: OrderNode["direction"],
  nulls: OrderNode["nulls"],
): void {
  if (nulls !== null && !writer.dialect.nullsOrder) {
    // True sorts after false.
    write();
    writer.text(nulls === "last" ? " is null, " : " is not null, ");
  }
  write();
  writer.text(` ${direction}`);
  if (nulls !== null && writer.dialect.nullsOrder) writer.text(` nulls ${nulls}`);
}
