import type { Column } from "./column.js";
import type { ValueType } from "./value-type.js";

/** What a column is, as its table says. */
export interface ColumnDefinition {
  /** In the table and in rows: `userId`. */
  readonly key: string;
  /** In the database: `user_id`. */
  readonly name: string;
  readonly type: ValueType;
  readonly nullable: boolean;
  readonly primaryKey: boolean;
  /** The database makes a value for a row that has none: a primary key of whole numbers. */
  readonly generated: boolean;
  readonly unique: boolean;
  /** Makes the value for a new row that has none. */
  readonly default: (() => unknown) | undefined;
  /** The column of another table that values must be in. */
  readonly references: (() => Column<unknown>) | undefined;
}
