import { InvalidIdentifier } from "../errors/invalid-identifier.js";
import { InvalidQuery } from "../errors/invalid-query.js";
import type { BoundValue } from "./bound-value.js";
import { type Column, columnOf } from "./column.js";
import type { ColumnBuilder } from "./column-builder.js";
import type { ColumnDefinition } from "./column-definition.js";
import { checkIdentifier } from "./identifier.js";
import { type SourceNode, type TableSource, tableSource } from "./nodes/source-node.js";
import { Shapes } from "./shapes.js";

/** Under this symbol, which no spread copies, a table or subquery keeps what it is. */
export const sourceInfo: unique symbol = Symbol("source");

/** What the builder knows of a table or of a subquery in `from`. */
export interface SourceInfo<Name extends string = string> {
  readonly name: Name;
  readonly source: SourceNode;
  /** Of a table; empty for a subquery. */
  readonly definitions: readonly ColumnDefinition[];
  /** Of a subquery. */
  readonly values: readonly BoundValue[];
  readonly shapes: Shapes;
}

/** Whatever stands in `from` or `join`. */
export interface Source<Name extends string = string> {
  readonly [sourceInfo]: SourceInfo<Name>;
}

/** A table's definition: its columns, by the names that rows have. `{ ...users, title: posts.title }` spreads the columns. */
export type Table<Name extends string, Builders> = Source<Name> & {
  readonly [Key in keyof Builders]: Builders[Key] extends ColumnBuilder<infer Value, infer Optional, boolean>
    ? Column<Value, Name, Optional>
    : never;
};

/** The columns of a source. */
export type ColumnsOf<From> = { readonly [Key in keyof From as Key extends string ? Key : never]: From[Key] };

/** The columns that a new row needs, and those that it may leave out. */
type Needed<From> = {
  [Key in keyof From]: Key extends string
    ? From[Key] extends Column<unknown, string, infer Optional>
      ? [Optional] extends [true]
        ? never
        : Key
      : never
    : never;
}[keyof From];
type ValueOf<C> = C extends Column<infer Value, string, boolean> ? Value : never;

/** A new row of a table: `insert(users).values(row)`. */
export type NewRow<From> = { [Key in Needed<From>]: ValueOf<From[Key]> } & {
  [Key in Exclude<keyof ColumnsOf<From>, Needed<From>>]?: ValueOf<From[Key & keyof From]> | undefined;
};

/** A row of a table, as `select(users)` gives it. */
export type TableRow<From> = { -readonly [Key in keyof ColumnsOf<From>]: ValueOf<From[Key & keyof From]> };

/**
 * Defines a table. Every name is checked here, once, and quoted wherever it is written.
 * @param columns by the names that rows shall have; each builder tells the name in the database.
 * @throws InvalidIdentifier for a name that no database takes, or two columns of one name; InvalidQuery for two primary keys.
 */
export function table<
  Name extends string,
  Builders extends Readonly<Record<string, ColumnBuilder<unknown, boolean, boolean>>>,
>(name: Name, columns: Builders): Table<Name, Builders> {
  checkIdentifier("a table", name);
  const seen = new Set<string>();
  const definitions = Object.entries(columns).map(([key, builder]): ColumnDefinition => {
    checkIdentifier(`a column's key in the table ${JSON.stringify(name)}`, key);
    checkIdentifier(`the column "${key}" of the table ${JSON.stringify(name)}`, builder.definition.name);
    // SQLite tells names apart without regard to the case of ASCII letters.
    const lower = builder.definition.name.toLowerCase();
    if (seen.has(lower))
      throw new InvalidIdentifier(
        `the column "${key}" of the table ${JSON.stringify(name)}`,
        builder.definition.name,
        "another column has that name",
      );
    seen.add(lower);
    return Object.freeze({ ...builder.definition, key });
  });
  if (definitions.filter(({ primaryKey }) => primaryKey).length > 1)
    throw new InvalidQuery(
      `the table ${JSON.stringify(name)} has two primary keys`,
      "Mark one column as primary key.",
      { table: name },
    );
  return makeTable(name, tableSource(name), definitions) as Table<Name, Builders>;
}

/**
 * The same table under another name, to join it with itself: `const boss = alias(users, "boss")`.
 * @throws InvalidIdentifier
 */
export function alias<From extends Source, Name extends string>(
  table: From,
  name: Name,
): Source<Name> & {
  readonly [Key in keyof ColumnsOf<From>]: From[Key & keyof From] extends Column<infer Value, string, infer Optional>
    ? Column<Value, Name, Optional>
    : never;
} {
  checkIdentifier("a table's other name", name);
  const { source, definitions, shapes } = table[sourceInfo];
  if (source.kind !== "table")
    throw new InvalidQuery("a subquery cannot get a second name", "Make it again with another name.", { name });
  // The same object each time: a query with an alias made on the spot is of a known shape, too.
  const known = shapes.get<Source>("alias", name);
  return (known ?? shapes.set("alias", name, makeTable(name, tableSource(source.table, name), definitions))) as never;
}

function makeTable(name: string, source: TableSource, definitions: readonly ColumnDefinition[]): Source {
  const columns = Object.fromEntries(definitions.map((definition) => [definition.key, columnOf(source, definition)]));
  return sourceOf(columns, { name, source, definitions: Object.freeze(definitions), values: [], shapes: new Shapes() });
}

/** Columns that know where they are from. */
export const sourceOf = (columns: Readonly<Record<string, Column<unknown>>>, info: SourceInfo): Source =>
  Object.freeze(Object.defineProperty(columns, sourceInfo, { value: Object.freeze(info) })) as unknown as Source;

/** @throws InvalidQuery if it is no table or subquery. */
export function sourceInfoOf(place: string, given: Source): SourceInfo {
  const info: SourceInfo | undefined = given?.[sourceInfo];
  if (info !== undefined) return info;
  throw new InvalidQuery(
    `${place} takes a table or a subquery with a name`,
    "Define one with table(…), or name a subquery with .as(…).",
    {
      place,
    },
  );
}
