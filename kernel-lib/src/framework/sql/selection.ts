import { InvalidQuery } from "../errors/invalid-query.js";
import type { BoundValue } from "./bound-value.js";
import type { Column } from "./column.js";
import { Expression, joinValues, notAnExpression, noValues } from "./expression.js";
import { checkIdentifier } from "./identifier.js";
import type { ExpressionNode } from "./nodes/expression-node.js";
import type { SelectionNode } from "./nodes/select-node.js";
import { Shapes } from "./shapes.js";
import type { SourceInfo } from "./table.js";

/** Result columns by the names that rows shall have. */
export type Selection = Readonly<Record<string, Expression<unknown>>>;

/** The rows of a selection; columns of the sources in `Nullable`, which were joined by a left join, may be null. */
export type SelectedRow<Columns, Nullable extends string = never> = {
  -readonly [Key in keyof Columns]: Columns[Key] extends Column<infer Value, infer From, boolean>
    ? [From] extends [Nullable]
      ? Value | null
      : Value
    : Columns[Key] extends Expression<infer Value>
      ? Value
      : never;
};

export interface SelectionParts {
  readonly node: SelectionNode;
  readonly values: readonly BoundValue[];
}

const makeNode = (before: SelectionNode | null, name: string, node: ExpressionNode): SelectionNode => {
  const at = before?.holes ?? 0;
  const entry = Object.freeze({ name: checkIdentifier("a result column", name), node, at });
  return Object.freeze({
    entries: Object.freeze([...(before?.entries ?? []), entry]),
    holes: at + node.holes,
    shapes: new Shapes(),
  });
};

/** @throws InvalidQuery for no columns or what is no expression; InvalidIdentifier for a name that no result column can have. */
export function selectionOf(columns: Selection): SelectionParts {
  let selection: SelectionNode | null = null;
  let values = noValues;
  for (const name in columns) {
    const column = columns[name];
    // The message is made for an error only: it would take longer than all the rest.
    if (!(column instanceof Expression)) throw notAnExpression(`the result column ${JSON.stringify(name)}`, column);
    const { node, values: more } = column;
    // The first step is remembered at the expression, and so lives as long as its table.
    if (selection === null)
      selection =
        node.shapes.get<SelectionNode>("select", name) ?? node.shapes.set("select", name, makeNode(null, name, node));
    else
      selection =
        selection.shapes.get<SelectionNode>(name, node) ??
        selection.shapes.set(name, node, makeNode(selection, name, node));
    values = joinValues(values, more);
  }
  if (selection === null)
    throw new InvalidQuery("it selects no column", "Name at least one: select({ id: users.id }).");
  return { node: selection, values };
}

/** All columns of a source. */
export function selectionOfSource({ shapes }: SourceInfo, columns: object): SelectionNode {
  return (
    shapes.get<SelectionNode>("selection", null) ??
    shapes.set("selection", null, selectionOf(columns as Selection).node)
  );
}
