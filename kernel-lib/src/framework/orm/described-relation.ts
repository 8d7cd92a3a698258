import { InvalidModel } from "../errors/invalid-model.js";
import type { Column } from "../sql/column.js";
import type { ColumnDefinition } from "../sql/column-definition.js";
import { checkIdentifier } from "../sql/identifier.js";
import { columnOf, type DescribedTable, describeTable, type KeyColumn } from "./described-table.js";
import type { Relation } from "./relation.js";

/** A relation, checked: rows of the model's table whose `ownKey` equals `column` of rows of `target` belong together. */
export interface DescribedRelation {
  readonly name: string;
  readonly kind: "one" | "many";
  readonly target: DescribedTable;
  /** The property of the model's rows that is compared. */
  readonly ownKey: string;
  readonly ownColumn: Column<unknown>;
  /** The property of the target's rows that is compared, and its column. */
  readonly targetKey: string;
  readonly column: Column<unknown>;
}

/** @throws InvalidIdentifier for a name that no row can have; InvalidModel if the relation's name is a column, or its foreign key is not where it must be or of another type than the key. */
export function describeRelation(
  own: DescribedTable,
  key: KeyColumn,
  name: string,
  { kind, to, foreignKey }: Relation,
): DescribedRelation {
  const refuse = (reason: string, remedy: string) => new InvalidModel(own.name, reason, remedy, { relation: name });
  checkIdentifier(`a relation of "${own.name}"`, name);
  if (own.definitions.some((definition) => definition.key === name))
    throw refuse(`its relation "${name}" has the name of a column`, "Give the relation another name.");
  const target = describeTable(to);
  const holder = kind === "many" ? target : own;
  const definition: ColumnDefinition | null | undefined = foreignKey?.definition;
  if (definition === null || definition === undefined || !holder.definitions.includes(definition))
    throw refuse(
      `the foreign key of its relation "${name}" is no column of "${holder.name}"`,
      `Give ${kind}(…) a column of "${holder.name}".`,
    );
  const referred = kind === "many" ? key : target.key;
  if (referred === undefined)
    throw refuse(`its relation "${name}" leads to "${target.name}", which has no primary key`, "Mark its primary key.");
  if (definition.type !== referred.definition.type)
    throw refuse(
      `the foreign key of its relation "${name}" is of type ${definition.type.name} and refers to a key of type ${referred.definition.type.name}`,
      "Give both columns one type, so that their values can be compared.",
    );
  const foreign = { key: definition.key, column: columnOf(holder.table, definition) };
  const primary = { key: referred.definition.key, column: referred.column };
  const [mine, theirs] = kind === "many" ? [primary, foreign] : [foreign, primary];
  return {
    name,
    kind,
    target,
    ownKey: mine.key,
    ownColumn: mine.column,
    targetKey: theirs.key,
    column: theirs.column,
  };
}
