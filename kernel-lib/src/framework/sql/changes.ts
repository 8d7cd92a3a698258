import { InvalidQuery } from "../errors/invalid-query.js";
import type { BoundValue } from "./bound-value.js";
import { bindCell, refuseUnknown } from "./cells.js";
import type { ColumnDefinition } from "./column-definition.js";
import { Expression } from "./expression.js";
import { type ExpressionNode, parameter } from "./nodes/expression-node.js";
import type { NewRow } from "./table.js";

/** The changes of an update: a value for each column, bound, or an expression over the old row. */
export type Changes<From> = {
  [Key in keyof NewRow<From>]?: NewRow<From>[Key] | Expression<NewRow<From>[Key]> | undefined;
};

/** What becomes of one column. */
export interface Change {
  readonly definition: ColumnDefinition;
  readonly change: ExpressionNode;
  readonly value: readonly BoundValue[];
}

/** What becomes of which columns, in the table's order. @throws InvalidQuery for no change or a name that is no column; InvalidSqlValue. */
export function changesOf(
  table: string,
  definitions: readonly ColumnDefinition[],
  row: Readonly<Record<string, unknown>>,
): readonly Change[] {
  const changes: Change[] = [];
  for (const definition of definitions) {
    const change = Object.hasOwn(row, definition.key) ? row[definition.key] : undefined;
    if (change === undefined) continue;
    if (change instanceof Expression) changes.push({ definition, change: change.node, value: change.values });
    else changes.push({ definition, change: parameter, value: [bindCell(table, definition, change)] });
  }
  if (changes.length !== Object.keys(row).length) refuseUnknown(table, definitions, row);
  if (changes.length === 0)
    throw new InvalidQuery(`nothing is to be changed in "${table}"`, "Give at least one column.", { table });
  return changes;
}
