import type { Queryable } from "../db/database.js";
import { InvalidModel } from "../errors/invalid-model.js";
import { RowNotInserted } from "../errors/row-not-inserted.js";
import { insert } from "../sql/insert.js";
import { eq } from "../sql/operators/comparison.js";
import { remove } from "../sql/remove.js";
import { select } from "../sql/select.js";
import type { NewRow, Source, TableRow } from "../sql/table.js";
import { update } from "../sql/update.js";
import { describeRelation } from "./described-relation.js";
import { type DescribedTable, describeTable, type KeyColumn } from "./described-table.js";
import type { FieldProblem, KeyOf, Model } from "./orm.js";
import type { Relations } from "./relation.js";
import type { Rule } from "./rules/rule.js";
import { type Described, TableQuery } from "./table-query.js";
import { type Checks, problemsIn, validate } from "./validate.js";

/** What a model is made of beside its table. */
export interface ModelOptions<From extends Source, R extends Relations> {
  /** What belongs to a row, by the name that it has there. */
  readonly relations?: R;
  /** What values must be beyond their column's type, asked for inserts and updates; null is not shown to rules. */
  readonly validate?: {
    readonly [Key in keyof TableRow<From>]?: readonly Rule<NonNullable<TableRow<From>[Key]>>[];
  };
}

/**
 * A model of a table; see the contract in orm.ts.
 * @throws InvalidModel if the table has no primary key or a column `id` that is not it, for rules of a column that is not there, and for
 * relations that contradict the tables; InvalidIdentifier for a relation's name that no row can have.
 */
export function model<From extends Source, R extends Relations = Record<never, never>>(
  table: From,
  options: ModelOptions<From, R> = {},
): Model<From, R> {
  const own = describeTable(table);
  const key = keyOf(own);
  const relations = Object.entries(options.relations ?? {}).map(
    ([name, relation]) => [name, describeRelation(own, key, name, relation)] as const,
  );
  const described: Described = { ...own, relations: new Map(relations), starts: new Map() };
  return new TableModel<From, R>(table, described, key, checksOf(own, options.validate ?? {}));
}

class TableModel<From extends Source, R extends Relations>
  extends TableQuery<TableRow<From>, R>
  implements Model<From, R>
{
  readonly table: From;
  readonly #key: KeyColumn;
  readonly #checks: Checks;

  constructor(table: From, described: Described, key: KeyColumn, checks: Checks) {
    super(described);
    this.table = table;
    this.#key = key;
    this.#checks = checks;
  }

  async find(db: Queryable, key: KeyOf<From>): Promise<TableRow<From> | undefined> {
    const raw = await db.first(select(this.table as Source).where(this.#is(key)));
    return raw === undefined ? undefined : (this.described.read(raw) as TableRow<From>);
  }

  async insert(db: Queryable, values: NewRow<From>): Promise<TableRow<From>> {
    validate(this.#checks, values, true);
    const raw = await db.first(insert(this.table).values(values).returning());
    if (raw === undefined) throw new RowNotInserted(this.described.name);
    return this.described.read(raw) as TableRow<From>;
  }

  async update(db: Queryable, key: KeyOf<From>, changes: Partial<NewRow<From>>): Promise<boolean> {
    validate(this.#checks, changes, false);
    const { changes: rows } = await db.run(update(this.table).set(changes).where(this.#is(key)));
    return rows > 0;
  }

  async delete(db: Queryable, key: KeyOf<From>): Promise<boolean> {
    const { changes: rows } = await db.run(remove(this.table).where(this.#is(key)));
    return rows > 0;
  }

  problems(values: Readonly<Record<string, unknown>>): FieldProblem[] {
    return [...problemsIn(this.#checks, values, true)];
  }

  #is(key: KeyOf<From>) {
    return eq(this.#key.column, key as never);
  }
}

function keyOf({ name, key, definitions }: DescribedTable): KeyColumn {
  if (key === undefined)
    throw new InvalidModel(name, "the table has no primary key", "Mark one column with .primaryKey().");
  if (key.definition.key !== "id" && definitions.some((definition) => definition.key === "id"))
    throw new InvalidModel(
      name,
      `its primary key is "${key.definition.key}", though it has a column "id"`,
      'Make "id" the primary key, or give that column another name in rows.',
    );
  return key;
}

function checksOf(
  { name, definitions }: DescribedTable,
  given: Readonly<Record<string, readonly Rule<never>[] | undefined>>,
): Checks {
  const columns = definitions.map(({ key }) => key);
  const rules = new Map<string, readonly Rule<never>[]>();
  for (const [column, list] of Object.entries(given)) {
    if (!columns.includes(column))
      throw new InvalidModel(
        name,
        `it validates "${column}", which is no column`,
        `Its columns are ${columns.join(", ")}.`,
        { column },
      );
    if (list !== undefined && list.length > 0) rules.set(column, [...list]);
  }
  return { table: name, definitions, rules };
}
