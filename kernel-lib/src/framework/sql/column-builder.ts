import type { Json } from "../../base/json.js";
import type { Column } from "./column.js";
import type { ColumnDefinition } from "./column-definition.js";
import {
  bigintType,
  booleanType,
  integerType,
  jsonType,
  realType,
  textType,
  timestampType,
  type ValueType,
} from "./value-type.js";

/** A column on the way into `table(…)`; immutable, each step returns another one. */
export class ColumnBuilder<Value, Optional extends boolean = false, Whole extends boolean = false> {
  readonly definition: Omit<ColumnDefinition, "key">;
  /** Never there: carry the types. */
  declare readonly "~value"?: Value;
  declare readonly "~optional"?: Optional;
  declare readonly "~whole"?: Whole;

  constructor(definition: Omit<ColumnDefinition, "key">) {
    this.definition = Object.freeze(definition);
  }

  /**
   * At most one a table. Of whole numbers: made by the database for rows that leave it out. PostgreSQL counts only the keys that it made itself,
   * SQLite goes on from the greatest there is: do not mix keys of your own with made ones.
   */
  primaryKey(): ColumnBuilder<Value, Whole extends true ? true : Optional, Whole> {
    const generated = this.definition.type.name === "integer" || this.definition.type.name === "bigint";
    return new ColumnBuilder({ ...this.definition, primaryKey: true, generated });
  }

  /** May be null; a new row may leave it out, and then it is. */
  nullable(): ColumnBuilder<Value | null, true, Whole> {
    return new ColumnBuilder({ ...this.definition, nullable: true });
  }

  /**
   * What a new row holds that leaves it out: a value, or a function that is called for each such row. It is bound like any other value
   * and no part of the table's own SQL: rows that another program inserts do not get it.
   */
  default(value: Exclude<Value, null> | (() => Exclude<Value, null>)): ColumnBuilder<Value, true, Whole> {
    const make = typeof value === "function" ? (value as () => unknown) : () => value;
    return new ColumnBuilder({ ...this.definition, default: make });
  }

  /** No two rows may hold the same. */
  unique(): ColumnBuilder<Value, Optional, Whole> {
    return new ColumnBuilder({ ...this.definition, unique: true });
  }

  /** A foreign key: `references(() => users.id)`; a function, so that tables may refer to each other. */
  references(column: () => Column<unknown>): ColumnBuilder<Value, Optional, Whole> {
    return new ColumnBuilder({ ...this.definition, references: column });
  }
}

const plain = (name: string, type: ValueType) => ({
  name,
  type,
  nullable: false,
  primaryKey: false,
  generated: false,
  unique: false,
  default: undefined,
  references: undefined,
});

/** Whole numbers that a double holds. SQLite: `integer`, 64 bits; the servers: `integer`, 32 bits: they refuse larger ones. */
export const integer = (name: string): ColumnBuilder<number, false, true> =>
  new ColumnBuilder(plain(name, integerType));

/** Whole numbers of 64 bits, as `bigint` from every engine, without loss (from SQLite they are read as text). */
export const bigint = (name: string): ColumnBuilder<bigint, false, true> => new ColumnBuilder(plain(name, bigintType));

/**
 * Strings. PostgreSQL holds no character NUL and refuses such a value; the others hold it. MariaDB and MySQL: `longtext`; what is unique or a key is `varchar(768)`, and a longer
 * value refused.
 */
export const text = (name: string): ColumnBuilder<string> => new ColumnBuilder(plain(name, textType));

/** Finite doubles: `real` in SQLite, `double precision` in PostgreSQL, `double` in MariaDB and MySQL. */
export const real = (name: string): ColumnBuilder<number> => new ColumnBuilder(plain(name, realType));

/** True or false; 0 and 1 in SQLite, MariaDB and MySQL. */
export const boolean = (name: string): ColumnBuilder<boolean> => new ColumnBuilder(plain(name, booleanType));

/** Moments to the millisecond, as `Date`. PostgreSQL: `timestamptz`; SQLite: ISO 8601 text in UTC, which sorts by time; MariaDB and MySQL: `datetime(3)` in UTC. */
export const timestamp = (name: string): ColumnBuilder<Date> => new ColumnBuilder(plain(name, timestampType));

/** Any JSON. PostgreSQL: `jsonb`, which keeps neither the order of names nor duplicates; SQLite: text; MariaDB and MySQL: `json`. Null is SQL's null, if nullable. */
export const json = <T extends Json = Json>(name: string): ColumnBuilder<T> => new ColumnBuilder(plain(name, jsonType));
