import type { ColumnDefinition } from "../column-definition.js";
import type { AggregateNode } from "../nodes/expression-node.js";
import type { DialectName, SqlValue } from "../query.js";
import type { ValueType } from "../value-type.js";

/** All that differs between databases: how things are written, and flags for what they can. Nothing else in this folder asks which database it is. */
export interface Dialect {
  readonly name: DialectName;
  /** A checked name as it stands in the text. @throws UnsupportedSql for a name that this engine would change. */
  quote(identifier: string): string;
  /** The placeholder of the value with this number, counted from 1. */
  placeholder(number: number): string;
  /** Values of a list as one value, for what `aroundList` writes. */
  listValue(values: readonly SqlValue[]): SqlValue;
  /** What stands between an operand of this type and the placeholder of a list, and after that: "is one of". */
  aroundList(type: ValueType | null): readonly [string, string];
  /**
   * Rows of any number as one array for each column, so that they are one text: what stands before and after the placeholder of a column's array, from which `unnest` makes rows
   * again; null where the engine cannot.
   */
  readonly aroundArray: ((type: ValueType) => readonly [string, string]) | null;
  /** A path into JSON as one value. @throws UnsupportedSql for a name that no path of this dialect can have. */
  jsonPath(steps: readonly (string | number)[]): SqlValue;
  /** Writes a part of a JSON value; `operand` and `path` write theirs, as often as they are called. */
  writeJson(as: "json" | "text", text: (text: string) => void, operand: () => void, path: () => void): void;
  /** What stands before and after an expression that is cast to this type. */
  aroundCast(type: ValueType): readonly [string, string];
  /** What stands before and after a placeholder whose type the engine could not know; null where it need not. */
  aroundParameter(type: ValueType): readonly [string, string] | null;
  /** Values as the driver takes them; the same list where nothing changes. */
  encode(values: readonly SqlValue[]): readonly SqlValue[];
  /** How the driver's value of a type becomes the row's; undefined where it is the same. Called for null too. */
  decoder(type: ValueType): ((value: unknown) => unknown) | undefined;
  /** What stands before and after a result column of this type so that the driver can read it; null where nothing does. */
  aroundResult(type: ValueType): readonly [string, string] | null;
  /** The type of a column in `create table`. */
  columnType(definition: ColumnDefinition): string;
  /** What stands after the name of a column of this type in `create index`. */
  afterIndexed(type: ValueType, unique: boolean): string;
  /** What stands before and after the operand of an aggregate, so that it is as exact as the column; null where nothing does. */
  aroundAggregated(aggregate: AggregateNode["function"]): readonly [string, string] | null;
  /** A foreign key stands in the column's definition; where not, in one of its own after all columns. */
  readonly inlineReferences: boolean;
  /** What stands before and after a column's name for the row that an insert would have put where one is already. */
  readonly excluded: readonly [string, string];
  /** `aggregate(…) filter (where …)`; where not, a case stands in the aggregate. */
  readonly aggregateFilter: boolean;
  /** `full join`. */
  readonly fullJoin: boolean;
  /** How rows are locked for writing and against it; null: the whole database is locked by a transaction that writes. */
  readonly rowLocks: Readonly<Record<"update" | "share", string>> | null;
  /** `returning` after these. */
  readonly returning: Readonly<Record<"insert" | "update" | "delete", boolean>>;
  /** `on duplicate key`: any unique index is meant, and there is no condition. */
  readonly conflict: "on conflict" | "on duplicate key";
  /** All changes of an update are made of the row as it was; where not, the first ones are seen by the later ones. */
  readonly changesAtOnce: boolean;
  /** `with` before insert, update and delete. */
  readonly commonsBeforeWrites: boolean;
  /** `nulls first`, `nulls last`; where not, a term before tells. */
  readonly nullsOrder: boolean;
  /** Most values in one statement. */
  readonly mostValues: number;
  /** What stands for the columns and values of a row that has none. */
  readonly emptyRow: string;
  /** `values (default, …)` asks for a generated value; where not, null does. */
  readonly defaultInValues: boolean;
  /** `offset` stands only after `limit`; then the text that means "no limit". */
  readonly noLimit: string | null;
  /** What stands before a bound `limit` and `offset`. */
  readonly beforeLimit: string;
}
