import type { DialectName, SqlValue } from "../query.js";
import type { ValueType } from "../value-type.js";

/** All that differs between databases: how things are written, and flags for what they can. Nothing else in this folder asks which database it is. */
export interface Dialect {
  readonly name: DialectName;
  /** A checked name as it stands in the text. */
  quote(identifier: string): string;
  /** The placeholder of the value with this number, counted from 1. */
  placeholder(number: number): string;
  /** Values of a list as one value, for what `aroundList` writes. */
  listValue(values: readonly SqlValue[]): SqlValue;
  /** What stands between an operand of this type and the placeholder of a list, and after that: "is one of". */
  aroundList(type: ValueType | null): readonly [string, string];
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
  columnType(type: ValueType, generated: boolean): string;
  /** What stands before and after a column's name for the row that an insert would have put where one is already. */
  readonly excluded: readonly [string, string];
  /** `aggregate(…) filter (where …)`; where not, a case stands in the aggregate. */
  readonly aggregateFilter: boolean;
  /** `full join`. */
  readonly fullJoin: boolean;
  /** `for update`, `for share`: where not, the whole database is locked by a transaction that writes. */
  readonly rowLocks: boolean;
  /** `nulls first`, `nulls last`; where not, a term before tells. */
  readonly nullsOrder: boolean;
  /** Most values in one statement. */
  readonly mostValues: number;
  /** `values (default, …)` asks for a generated value; where not, null does. */
  readonly defaultInValues: boolean;
  /** `offset` stands only after `limit`; then the text that means "no limit". */
  readonly noLimit: string | null;
  /** What stands before a bound `limit` and `offset`. */
  readonly beforeLimit: string;
}
