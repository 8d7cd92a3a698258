import { InvalidQuery } from "../errors/invalid-query.js";
import type { BoundValue } from "./bound-value.js";
import { type Changes, changesOf } from "./changes.js";
import type { Column } from "./column.js";
import type { ColumnDefinition } from "./column-definition.js";
import { type Condition, checkExpression, Expression, noValues } from "./expression.js";
import { type ExcludedNode, expressionNode } from "./nodes/expression-node.js";
import { slot } from "./nodes/select-node.js";
import { type Assignment, assignment, type ConflictNode, extendWrite, type InsertNode } from "./nodes/write-nodes.js";
import { Shapes } from "./shapes.js";
import type { Source } from "./table.js";

/** An insert that waits to be told what happens where a row is there already. */
export class Conflict<From extends Source, Inserted> {
  readonly #table: string;
  readonly #definitions: readonly ColumnDefinition[];
  readonly #node: InsertNode;
  readonly #values: readonly BoundValue[];
  readonly #target: readonly string[];
  readonly #insert: (node: InsertNode, values: readonly BoundValue[]) => Inserted;

  constructor(
    table: string,
    definitions: readonly ColumnDefinition[],
    node: InsertNode,
    values: readonly BoundValue[],
    target: readonly string[],
    insert: (node: InsertNode, values: readonly BoundValue[]) => Inserted,
  ) {
    this.#table = table;
    this.#definitions = definitions;
    this.#node = node;
    this.#values = values;
    this.#target = target;
    this.#insert = insert;
  }

  /** The row that is there stays, and the new one is left out: neither counts as changed, nor is given back by `returning`. */
  doNothing(): Inserted {
    return this.#insert(this.#conflicting(this.#path(), { set: [], where: [] }, 0), this.#values);
  }

  /**
   * The row that is there is changed: values are bound, expressions see the row as it is, and `excluded(column)` is what the new row would have had.
   * @param where only rows that are there for which it is true are changed
   * @throws InvalidQuery for no change or a name that is no column, and where no column was named; InvalidSqlValue.
   */
  doUpdate(changes: Changes<From>, where?: Condition): Inserted {
    if (this.#target.length === 0)
      throw new InvalidQuery(
        "a conflict that changes rows names no column",
        "Say of which unique index: onConflict(users.email).",
        { table: this.#table },
      );
    const values = [...this.#values];
    const set: Assignment[] = [];
    let path = this.#path();
    let { holes } = this.#node;
    const take = (step: string, node: Assignment["node"], more: readonly BoundValue[]): number => {
      path = path.get<Shapes>(step, node) ?? path.set(step, node, new Shapes());
      values.push(...more);
      holes += node.holes;
      return holes - node.holes;
    };
    for (const { definition, change, value } of changesOf(
      this.#table,
      this.#definitions,
      changes as Readonly<Record<string, unknown>>,
    ))
      set.push(assignment(definition.name, change, take(`set ${definition.name}`, change, value)));
    const condition = where === undefined ? [] : [checkExpression("doUpdate", where)];
    const conditions = condition.map(({ node, values: more }) => slot(node, take("where", node, more)));
    return this.#insert(
      this.#conflicting(path, { set: Object.freeze(set), where: Object.freeze(conditions) }, holes - this.#node.holes),
      values,
    );
  }

  /** Where this conflict's shapes are remembered. */
  #path(): Shapes {
    let { shapes } = this.#node;
    for (const name of ["", ...this.#target])
      shapes = shapes.get<Shapes>("conflict", name) ?? shapes.set("conflict", name, new Shapes());
    return shapes;
  }

  #conflicting(path: Shapes, rest: Omit<ConflictNode, "target">, holes: number): InsertNode {
    return (
      path.get<InsertNode>("do", null) ??
      path.set(
        "do",
        null,
        extendWrite<InsertNode>(
          this.#node,
          { conflict: Object.freeze({ target: Object.freeze([...this.#target]), ...rest }) },
          holes,
        ),
      )
    );
  }
}

/** In `doUpdate`: the column as the new row would have had it. @throws InvalidQuery for what is no column. */
export function excluded<T>(column: Column<T>): Expression<T> {
  const { node } = checkExpression("excluded", column);
  if (node.kind !== "column") throw new InvalidQuery("excluded takes a column", "Give it a column of the table.");
  const made =
    node.shapes.get<ExcludedNode>("excluded", null) ??
    node.shapes.set(
      "excluded",
      null,
      expressionNode<ExcludedNode>({ kind: "excluded", name: node.name, type: node.type, holes: 0 }),
    );
  return new Expression<T>(made, noValues);
}
