import type { Queryable } from "../db/database.js";
import { InvalidQuery } from "../errors/invalid-query.js";
import { InvalidSqlValue } from "../errors/invalid-sql-value.js";
import { UnknownRelation } from "../errors/unknown-relation.js";
import type { Column } from "../sql/column.js";
import type { ColumnDefinition } from "../sql/column-definition.js";
import type { Condition } from "../sql/expression.js";
import { eq } from "../sql/operators/comparison.js";
import type { Order } from "../sql/operators/order.js";
import { type Select, select } from "../sql/select.js";
import type { Selection } from "../sql/selection.js";
import type { DescribedRelation } from "./described-relation.js";
import { columnOf, type DescribedTable } from "./described-table.js";
import { loadRelation } from "./load-relation.js";
import type { Joined, Loaded, ModelQuery, ToOne } from "./orm.js";
import type { Relations } from "./relation.js";
import { type ReadRow, rowReader } from "./row-class.js";

/** A table with its relations, and what was made for its joins: one for a model and all its queries. */
export interface Described extends DescribedTable {
  readonly relations: ReadonlyMap<string, DescribedRelation>;
  /** The beginnings of queries with relations, by the names of these. */
  readonly starts: Map<string, Start>;
}

/** What a query begins with, and how its rows are read. */
interface Start {
  readonly query: Select<Selection>;
  readonly read: ReadRow;
}

/** What was asked for so far; a step copies it. */
interface Parts {
  readonly conditions: readonly Condition[];
  readonly order: readonly (Column<unknown> | Order)[];
  readonly limit: number | undefined;
  readonly offset: number | undefined;
  readonly joins: readonly string[];
  readonly withs: readonly string[];
}

const everything: Parts = { conditions: [], order: [], limit: undefined, offset: undefined, joins: [], withs: [] };

/** The query of a model: keeps what was asked for, and builds the select when it runs. */
export class TableQuery<Row, R extends Relations> implements ModelQuery<Row, R> {
  protected readonly described: Described;
  readonly #parts: Parts;

  constructor(described: Described, parts: Parts = everything) {
    this.described = described;
    this.#parts = parts;
  }

  where(condition: Condition): ModelQuery<Row, R> {
    return this.#having({ conditions: [...this.#parts.conditions, condition] });
  }

  orderBy(...terms: readonly (Column<unknown> | Order)[]): ModelQuery<Row, R> {
    return this.#having({ order: [...this.#parts.order, ...terms] });
  }

  limit(count: number): ModelQuery<Row, R> {
    return this.#having({ limit: checkCount("limit", count) });
  }

  offset(count: number): ModelQuery<Row, R> {
    return this.#having({ offset: checkCount("offset", count) });
  }

  with<Name extends keyof R & string>(name: Name): ModelQuery<Row & { [K in Name]: Loaded<R[K]> }, R> {
    this.#relation(name);
    this.#once(name);
    return this.#having({ withs: [...this.#parts.withs, name] }) as never;
  }

  join<Name extends ToOne<R>>(name: Name): ModelQuery<Row & { [K in Name]: Joined<R[K]> }, R> {
    const { kind, target } = this.#relation(name);
    this.#once(name);
    if (kind === "many")
      throw new InvalidQuery(
        `the relation "${name}" of "${this.described.name}" leads to many rows, and join gives one for each`,
        `Load them by with("${name}").`,
        { relation: name },
      );
    const there = [this.described, ...this.#parts.joins.map((joined) => this.#relation(joined).target)];
    if (there.some(({ table }) => table === target.table))
      throw new InvalidQuery(
        `the table "${target.name}" would be in it twice`,
        `Load the relation "${name}" by with("${name}").`,
        { relation: name, table: target.name },
      );
    return this.#having({ joins: [...this.#parts.joins, name] }) as never;
  }

  async all(db: Queryable): Promise<Row[]> {
    const { query, read } = this.#select();
    const raw = await db.all(query);
    const rows = raw.map((row) => read(row));
    for (const name of this.#parts.withs) await loadRelation(db, this.#relation(name), rows);
    return rows as Row[];
  }

  async first(db: Queryable): Promise<Row | undefined> {
    const { query, read } = this.#select();
    const raw = await db.first(this.#parts.limit === undefined ? query.limit(1) : query);
    if (raw === undefined) return undefined;
    const row = read(raw);
    for (const name of this.#parts.withs) await loadRelation(db, this.#relation(name), [row]);
    return row as Row;
  }

  #having(more: Partial<Parts>): ModelQuery<Row, R> {
    return new TableQuery(this.described, { ...this.#parts, ...more });
  }

  #once(name: string): void {
    const { joins, withs } = this.#parts;
    if (!joins.includes(name) && !withs.includes(name)) return;
    throw new InvalidQuery(
      `the relation "${name}" of "${this.described.name}" is asked for twice`,
      "Ask for it once.",
      {
        relation: name,
      },
    );
  }

  #relation(name: string): DescribedRelation {
    const { relations } = this.described;
    const found = relations.get(name);
    if (found === undefined) throw new UnknownRelation(this.described.name, name, [...relations.keys()]);
    return found;
  }

  /** The select that was asked for; the builder finds the statement that it compiled for the last one of this shape. */
  #select(): Start {
    const { conditions, order, limit, offset } = this.#parts;
    let { query, read } = this.#start();
    for (const condition of conditions) query = query.where(condition);
    query = query.orderBy(...order);
    if (limit !== undefined) query = query.limit(limit);
    if (offset !== undefined) query = query.offset(offset);
    return { query, read };
  }

  #start(): Start {
    const { joins, withs } = this.#parts;
    const key = joins.length === 0 && withs.length === 0 ? "" : JSON.stringify([joins, withs]);
    const known = this.described.starts.get(key);
    if (known !== undefined) return known;
    const made = startOf(
      this.described,
      joins.map((name) => this.#relation(name)),
      withs,
    );
    this.described.starts.set(key, made);
    return made;
  }
}

/** Here and not when the query runs, so that the stack shows who asked. */
function checkCount(place: string, count: number): number {
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new InvalidSqlValue(place, "a whole number of 0 or more", count);
}

/**
 * Selects the columns of all tables. With joins they are named by their places ("1.0": the first column of the first joined table), so that no two
 * names can meet.
 */
function startOf(own: DescribedTable, joins: readonly DescribedRelation[], withs: readonly string[]): Start {
  const loadedLater = withs.map((name) => ({ name, read: null }));
  if (joins.length === 0) {
    const names = own.definitions.map(({ key }) => key);
    return {
      query: select(own.table) as unknown as Select<Selection>,
      read: loadedLater.length === 0 ? own.read : rowReader(own.table, names, loadedLater),
    };
  }
  const namesOf = (at: number, { definitions }: DescribedTable) => definitions.map((_, column) => `${at}.${column}`);
  const columns = [own, ...joins.map(({ target }) => target)].flatMap((described, at) =>
    namesOf(at, described).map((name, column) => {
      const definition = described.definitions[column] as ColumnDefinition;
      return [name, columnOf(described.table, definition)] as const;
    }),
  );
  let query: Select<Selection> = select(Object.fromEntries(columns)).from(own.table);
  for (const { target, ownColumn, column } of joins) query = query.innerJoin(target.table, eq(column, ownColumn));
  const joined = joins.map(({ name, target }, index) => ({
    name,
    read: rowReader(target.table, namesOf(index + 1, target)),
  }));
  return { query, read: rowReader(own.table, namesOf(0, own), [...joined, ...loadedLater]) };
}
