import { InvalidQuery } from "../errors/invalid-query.js";
import type { BoundValue } from "./bound-value.js";
import type { ExpressionNode } from "./nodes/expression-node.js";

/** Shared by all that have none. */
export const noValues: readonly BoundValue[] = Object.freeze([]);

/** A part of a query that has a value of type `T` for each row; immutable. Columns are expressions, and what the operators give. */
export class Expression<T> {
  declare readonly node: ExpressionNode;
  declare readonly values: readonly BoundValue[];
  /** Never there: carries the type. */
  declare readonly "~value"?: T;

  constructor(node: ExpressionNode, values: readonly BoundValue[]) {
    this.node = node;
    this.values = values;
  }
}

/** What `where`, `having` and `on` take. */
export type Condition = Expression<boolean> | Expression<boolean | null>;

/** @throws InvalidQuery if it is not made by this library: a string never becomes text, undefined never means "all rows". */
export function checkExpression(place: string, given: unknown): Expression<unknown> {
  if (given instanceof Expression) return given;
  throw notAnExpression(place, given);
}

/** What is thrown where an expression belongs and something else is. */
export const notAnExpression = (place: string, given: unknown): InvalidQuery =>
  new InvalidQuery(
    `${place} takes an expression, not ${given === null ? "null" : Array.isArray(given) ? "an array" : `a value of type ${typeof given}`}`,
    "Make one with eq, and, isNull, sql`…` and the like.",
    { place },
  );

/** Both lists as one, without copying where one is empty. */
export function joinValues(first: readonly BoundValue[], second: readonly BoundValue[]): readonly BoundValue[] {
  if (second.length === 0) return first;
  if (first.length === 0) return second;
  if (second.length === 1) return addValue(first, second[0] ?? null);
  const values = first.slice();
  for (const value of second) values.push(value);
  return values;
}

/** The list with one more. A list that grows by `push` reserves room for sixteen: short ones are written out. */
export function addValue(values: readonly BoundValue[], value: BoundValue): readonly BoundValue[] {
  switch (values.length) {
    case 0:
      return [value];
    case 1:
      return [values[0] ?? null, value];
    case 2:
      return [values[0] ?? null, values[1] ?? null, value];
    case 3:
      return [values[0] ?? null, values[1] ?? null, values[2] ?? null, value];
    default:
      return [...values, value];
  }
}
