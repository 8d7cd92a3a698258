import type { BoundValue } from "./bound-value.js";
import type { SelectionNode } from "./nodes/select-node.js";
import { type Selection, selectionOf, selectionOfSource } from "./selection.js";
import { type Source, sourceInfo, sourceInfoOf } from "./table.js";

/** What `returning(…)` was given, as a selection: a whole table, some columns, or nothing, which stands for the whole table. */
export function returningOf(
  table: Source,
  what: Selection | Source | undefined,
): { readonly node: SelectionNode; readonly values: readonly BoundValue[] } {
  const chosen = what ?? table;
  return sourceInfo in chosen
    ? { node: selectionOfSource(sourceInfoOf("returning", chosen as Source), chosen), values: [] }
    : selectionOf(chosen as Selection);
}
