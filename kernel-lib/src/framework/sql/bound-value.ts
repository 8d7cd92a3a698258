import type { Dialect } from "./dialects/dialect.js";
import type { SqlValue } from "./query.js";

/** A value that each dialect writes in its own way: a list in one placeholder, a path into JSON. */
export abstract class DialectValue {
  abstract in(dialect: Dialect): SqlValue;
}

/** What travels beside a query's tree. */
export type BoundValue = SqlValue | DialectValue;

/** Values of one type that are bound as one. */
export class ValueList extends DialectValue {
  readonly values: readonly SqlValue[];

  constructor(values: readonly SqlValue[]) {
    super();
    this.values = values;
  }

  in(dialect: Dialect): SqlValue {
    return dialect.listValue(this.values);
  }
}

/** Names and positions that lead to a part of a JSON value. */
export class JsonPath extends DialectValue {
  readonly steps: readonly (string | number)[];

  constructor(steps: readonly (string | number)[]) {
    super();
    this.steps = steps;
  }

  in(dialect: Dialect): SqlValue {
    return dialect.jsonPath(this.steps);
  }
}
