import { InvalidModel } from "../errors/invalid-model.js";
import type { Column } from "../sql/column.js";
import type { ColumnDefinition } from "../sql/column-definition.js";
import { type Source, sourceInfo } from "../sql/table.js";
import { type ReadRow, rowReader } from "./row-class.js";

/** What models and relations know of a table. */
export interface DescribedTable {
  readonly table: Source;
  readonly name: string;
  readonly definitions: readonly ColumnDefinition[];
  /** The primary key; undefined where the table has none. */
  readonly key: KeyColumn | undefined;
  /** Makes instances of rows whose columns have their own names. */
  readonly read: ReadRow;
}

export interface KeyColumn {
  readonly column: Column<unknown>;
  readonly definition: ColumnDefinition;
}

/** The column of a table with this definition. */
export const columnOf = (table: Source, { key }: ColumnDefinition): Column<unknown> =>
  (table as unknown as Readonly<Record<string, Column<unknown>>>)[key] as Column<unknown>;

/** @throws InvalidModel for what is no table: a subquery, a table under another name. */
export function describeTable(table: Source): DescribedTable {
  const info = table?.[sourceInfo];
  if (info?.source.kind !== "table" || info.source.name !== info.source.table)
    throw new InvalidModel(
      String(info?.name ?? table),
      "it is no table of its own",
      "Give model(…), many(…) and one(…) what table(…) made.",
    );
  const { name, definitions } = info;
  const definition = definitions.find(({ primaryKey }) => primaryKey);
  return {
    table,
    name,
    definitions,
    key: definition === undefined ? undefined : { column: columnOf(table, definition), definition },
    read: rowReader(
      table,
      definitions.map(({ key }) => key),
    ),
  };
}
