import { alias, cte, type Expression, type Select, type Source } from "../../../kernel-lib/src/index.ts";
import { marks, people, posts, type Row, rows } from "./data.ts";
import type { Draw } from "./draw.ts";
import type { RandomQuery } from "./random-query.ts";
import { type CellType, rowOf, type Scope, type Test, type Value } from "./values.ts";
import type { Work } from "./work.ts";

/** Something to select from, and its rows. */
export interface RandomSource {
  readonly name: string;
  readonly source: Source;
  readonly columns: readonly Value[];
  /** The column that tells its rows apart; undefined where none does. */
  readonly key: Value | undefined;
  rows(): readonly Row[];
}

const tables = { diff_people: people, diff_posts: posts, diff_marks: marks } as const;
const texts: ReadonlySet<string> = new Set(["name", "city", "title"]);

const column = (name: string, key: string, type: CellType, sql: Expression<unknown>): Value => ({
  type,
  sql,
  of: (scope) => rowOf(scope, name)?.[key] ?? null,
});

/** A table under a name of its own, with columns of these types: one has no text. */
export function tableSource(draw: Draw, name: string, types: readonly CellType[]): RandomSource {
  const all = Object.keys(tables) as (keyof typeof tables)[];
  const chosen = draw.of(types.includes("text") ? all.filter((each) => each !== "diff_marks") : all);
  const source = alias(tables[chosen], name);
  const columns = Object.entries(source).map(([key, sql]) =>
    column(name, key, texts.has(key) ? "text" : "number", sql as Expression<unknown>),
  );
  return { name, source, columns, key: columns[0], rows: () => rows[chosen] };
}

/** A query as a source: in `from`, or before the statement. */
export function querySource(draw: Draw, name: string, inner: RandomQuery): RandomSource {
  const source = draw.chance(50) ? inner.query.as(name) : cte(name, inner.query);
  const columns = inner.columns.map(({ name: key, type }) =>
    column(name, key, type, (source as unknown as Record<string, Expression<unknown>>)[key] as Expression<unknown>),
  );
  // It cannot speak of what is around it, so that its rows are always the same.
  let found: readonly Row[] | undefined;
  const rows = () => {
    found ??= inner.rowsIn(null);
    return found;
  };
  return { name, source, columns, key: undefined, rows };
}

export type JoinWord = "innerJoin" | "leftJoin" | "rightJoin" | "fullJoin" | "crossJoin";

export interface RandomJoin {
  readonly word: JoinWord;
  readonly source: RandomSource;
  readonly on: Test;
}

/** What a select's rows are made from. */
export interface RandomFrom {
  readonly first: RandomSource;
  readonly joins: readonly RandomJoin[];
}

export type AnySelect = Select<Readonly<Record<string, Expression<unknown>>>, string, string>;

export const joined = (select: AnySelect, { first, joins }: RandomFrom): AnySelect =>
  joins.reduce<AnySelect>(
    (query, { word, source, on }) =>
      word === "crossJoin" ? query.crossJoin(source.source) : query[word](source.source, on.sql),
    select.from(first.source),
  );

/** All combinations that the joins leave, within what is around. @throws TooMuchWork */
export function scopesOf({ first, joins }: RandomFrom, around: Scope | null, work: Work): Scope[] {
  const names = [first.name];
  let scopes = first.rows().map((row): Scope => ({ name: first.name, row, around }));
  for (const { word, source, on } of joins) {
    const rightRows = source.rows();
    const { name } = source;
    const withPartner = new Set<Row>();
    const next: Scope[] = [];
    for (const left of scopes) {
      work.spend(rightRows.length);
      const partners = rightRows.filter((row) => word === "crossJoin" || on.of({ name, row, around: left }) === true);
      for (const row of partners) {
        withPartner.add(row);
        next.push({ name, row, around: left });
      }
      if (partners.length === 0 && (word === "leftJoin" || word === "fullJoin"))
        next.push({ name, row: null, around: left });
    }
    if (word === "rightJoin" || word === "fullJoin")
      for (const row of rightRows)
        if (!withPartner.has(row))
          next.push({
            name,
            row,
            around: names.reduce<Scope | null>((scope, each) => ({ name: each, row: null, around: scope }), around),
          });
    scopes = next;
    names.push(source.name);
  }
  return scopes;
}
