import type { DialectName, SqlValue } from "../query.js";
import type { ValueType } from "../value-type.js";

/** All that differs between databases: how things are written, and flags for what they can. Nothing else in this folder asks which database it is. */
export interface Dialect {
  readonly name: DialectName;
  /** A checked name as it stands in the text. */
  quote(identifier: string): string;
  /** The placeholder of the value with this number, counted from 1. */
  placeholder(number: number): string;
  /** Values as the driver takes them; the same list where nothing changes. */
  encode(values: readonly SqlValue[]): readonly SqlValue[];
  /** How the driver's value of a type becomes the row's; undefined where it is the same. Called for null too. */
  decoder(type: ValueType): ((value: unknown) => unknown) | undefined;
  /** What stands before and after a result column of this type so that the driver can read it; null where nothing does. */
  aroundResult(type: ValueType): readonly [string, string] | null;
  /** The type of a column in `create table`. */
  columnType(type: ValueType, generated: boolean): string;
  /** Most values in one statement. */
  readonly mostValues: number;
  /** `values (default, …)` asks for a generated value; where not, null does. */
  readonly defaultInValues: boolean;
  /** `offset` stands only after `limit`; then the text that means "no limit". */
  readonly noLimit: string | null;
  /** What stands before a bound `limit` and `offset`. */
  readonly beforeLimit: string;
}
