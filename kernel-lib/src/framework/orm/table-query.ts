import type { Queryable } from "../db/database.js";
import { InvalidQuery } from "../errors/invalid-query.js";
import { InvalidSqlValue } from "../errors/invalid-sql-value.js";
import { UnknownRelation } from "../errors/unknown-relation.js";
import type { Column } from "../sql/column.js";
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
import { type RawRow, type ReadRow, rowClassOf } from "./row-class.js";

/** A table with its relations, and what was made for its joins: one for a model and all its queries. */
export interface Described extends DescribedTable {
  readonly relations: ReadonlyMap<string, DescribedRelation>;
  /** By the names of the relations that are joined. */
  readonly joins: Map<string, JoinedSelect>;
}

interface JoinedSelect {
  readonly select: Select<Selection>;
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
    return this.#having({ withs: [...this.#parts.withs, name] }) as never;
  }

  join<Name extends ToOne<R>>(name: Name): ModelQuery<Row & { [K in Name]: Joined<R[K]> }, R> {
    const { kind, target } = this.#relation(name);
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

  #relation(name: string): DescribedRelation {
    const { relations } = this.described;
    const found = relations.get(name);
    if (found === undefined) throw new UnknownRelation(this.described.name, name, [...relations.keys()]);
    return found;
  }

  /** The select that was asked for; the builder finds the statement that it compiled for the last one of this shape. */
  #select(): { query: Select<Selection>; read: (raw: RawRow) => Record<string, unknown> } {
    const { conditions, order, limit, offset, joins } = this.#parts;
    const base = joins.length === 0 ? undefined : this.#joined(joins);
    let query = base?.select ?? (select(this.described.table) as unknown as Select<Selection>);
    for (const condition of conditions) query = query.where(condition);
    query = query.orderBy(...order);
    if (limit !== undefined) query = query.limit(limit);
    if (offset !== undefined) query = query.offset(offset);
    return { query, read: base?.read ?? this.described.read };
  }

  #joined(names: readonly string[]): JoinedSelect {
    const key = JSON.stringify(names);
    const known = this.described.joins.get(key);
    if (known !== undefined) return known;
    const made = joinedSelect(
      this.described,
      names.map((name) => this.#relation(name)),
    );
    this.described.joins.set(key, made);
    return made;
  }
}

/** Here and not when the query runs, so that the stack shows who asked. */
function checkCount(place: string, count: number): number {
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new InvalidSqlValue(place, "a whole number of 0 or more", count);
}

/** Selects the columns of all tables, named by their places ("1.0": the first column of the first joined table), so that no two names can meet. */
function joinedSelect(own: DescribedTable, relations: readonly DescribedRelation[]): JoinedSelect {
  const tables = [own, ...relations.map(({ target }) => target)];
  const names = tables.map(({ definitions }, place) => definitions.map((_, column) => `${place}.${column}`));
  const columns = tables.flatMap(({ table, definitions }, place) =>
    definitions.map((definition, column) => [`${place}.${column}`, columnOf(table, definition)] as const),
  );
  let query: Select<Selection> = select(Object.fromEntries(columns)).from(own.table);
  for (const { target, ownColumn, column } of relations) query = query.innerJoin(target.table, eq(column, ownColumn));
  const readers = tables.map(({ table }, place) => rowClassOf(table).reader(names[place] ?? []));
  const [readOwn, ...readTargets] = readers as [ReadRow, ...ReadRow[]];
  return {
    select: query,
    read: (raw) => {
      const row = readOwn(raw);
      for (let index = 0; index < relations.length; index++) {
        const { name } = relations[index] as DescribedRelation;
        row[name] = (readTargets[index] as ReadRow)(raw);
      }
      return row;
    },
  };
}
