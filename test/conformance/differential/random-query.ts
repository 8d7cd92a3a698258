import {
  asc,
  type Compound,
  caseWhen,
  count,
  desc,
  type Expression,
  except,
  intersect,
  scalar,
  select,
  union,
  unionAll,
} from "../../../kernel-lib/src/index.ts";
import { aggregate, havingOf } from "./aggregates.ts";
import { comparison, condition, equality } from "./conditions.ts";
import type { Cell, Row } from "./data.ts";
import type { Draw } from "./draw.ts";
import {
  type AnySelect,
  joined,
  querySource,
  type RandomFrom,
  type RandomJoin,
  scopesOf,
  tableSource,
} from "./sources.ts";
import {
  type CellType,
  distinct,
  keyOf,
  orderNullsFirst,
  orderOf,
  type Scope,
  type Test,
  type Value,
} from "./values.ts";
import { windowOf } from "./windows.ts";
import { Work } from "./work.ts";

/** A query, and the rows that it means. */
export interface RandomQuery {
  readonly query: AnySelect | Compound<Row>;
  readonly columns: readonly { readonly name: string; readonly type: CellType }[];
  /** Whether the rows' order is part of the answer. */
  readonly ordered: boolean;
  /** @param around the rows of the queries around this one */
  rowsIn(around: Scope | null): readonly Row[];
}

type Columns = Readonly<Record<string, Expression<unknown>>>;

/** What a select of a query has to have, and may speak of. */
interface Wanted {
  /** Of each result column; as it comes where absent. */
  readonly types?: readonly ("number" | "text")[];
  /** Columns of the queries around. */
  readonly around?: readonly Value[];
  /** Whether it may have an order with a limit, and windows: not inside a condition. */
  readonly free?: boolean;
}

/** Makes random queries over the three tables: joins, conditions, groups, windows, subqueries and set operations, one inside the other. */
export class RandomQueries {
  readonly #draw: Draw;
  readonly #fullJoins: boolean;
  readonly #work = new Work();
  #names = 0;

  /** @param fullJoins whether the engine has them */
  constructor(draw: Draw, fullJoins: boolean) {
    this.#draw = draw;
    this.#fullJoins = fullJoins;
  }

  /**
   * One query. Its `rowsIn` throws TooMuchWork where evaluating it would take minutes.
   * @param depth so many levels of queries in its sources and conditions
   */
  any(depth: number): RandomQuery {
    const kind = this.#draw.whole(0, 9);
    if (kind < 5) return this.#plain(depth, { free: true });
    return kind < 8 ? this.#grouped(depth) : this.#compound(depth);
  }

  #plain(depth: number, { types, around = [], free = false }: Wanted): RandomQuery {
    const draw = this.#draw;
    const from = this.#from(depth, types);
    const own = usable(from);
    const where = this.#where(depth, [...own, ...around]);
    const keys = keysOf(from);
    const windows = free && keys !== null && draw.chance(30);
    const values =
      types?.map((type) => draw.of(own.filter((each) => each.type === type))) ??
      draw.times(draw.whole(1, 3), () => this.#value(depth, own));
    if (windows) values.push(windowOf(draw, own, keys));
    const once = draw.chance(25);
    const ends = free && !once && keys !== null && draw.chance(50) ? this.#end(keys) : null;
    let query = joined(select(columnsOf(values)), from);
    if (where !== null) query = query.where(where.sql);
    if (once) query = query.distinct();
    if (ends !== null)
      query = query
        .orderBy(...ends.by.map(({ key, down }) => (down ? desc : asc)(key.sql, { nulls: "first" })))
        .limit(ends.limit)
        .offset(ends.offset);
    const rowsIn = (outer: Scope | null): Row[] => {
      let scopes = scopesOf(from, outer, this.#work).filter((scope) => where === null || where.of(scope) === true);
      const rowOf = new Map(scopes.map((scope) => [scope, rowFor(values.map((value) => value.of(scope, scopes)))]));
      if (ends !== null) {
        const order = (a: Scope, b: Scope) =>
          ends.by
            .map(({ key, down }) => orderNullsFirst(key.of(a, []), key.of(b, []), down))
            .find((each) => each !== 0) ?? 0;
        scopes = [...scopes].sort(order).slice(ends.offset, ends.offset + ends.limit);
      }
      const rows = scopes.map((scope) => rowOf.get(scope) ?? {});
      return once ? distinct(rows, (row) => keyOf(Object.values(row))) : rows;
    };
    return { query, columns: namesOf(values), ordered: ends !== null, rowsIn };
  }

  #grouped(depth: number): RandomQuery {
    const draw = this.#draw;
    const from = this.#from(depth);
    const own = usable(from);
    const where = this.#where(depth, own);
    const keys = [...new Set(draw.times(draw.whole(0, 2), () => draw.of(own)))];
    const aggregates = draw.times(draw.whole(1, 3), () => aggregate(draw, own));
    const having = draw.chance(40) ? havingOf(draw, draw.of(aggregates)) : null;
    let query = joined(select(columnsOf([...keys, ...aggregates])), from);
    if (where !== null) query = query.where(where.sql);
    if (keys.length > 0) query = query.groupBy(...keys.map(({ sql }) => sql));
    if (having !== null) query = query.having(having.sql);
    const rowsIn = (outer: Scope | null): Row[] => {
      const scopes = scopesOf(from, outer, this.#work).filter((scope) => where === null || where.of(scope) === true);
      const groups = new Map<string, Scope[]>(keys.length === 0 ? [["", []]] : []);
      for (const scope of scopes) {
        const key = keys.length === 0 ? "" : keyOf(keys.map((each) => each.of(scope, [])));
        const group = groups.get(key);
        if (group === undefined) groups.set(key, [scope]);
        else group.push(scope);
      }
      return [...groups.values()]
        .filter((group) => having === null || having.holds(group))
        .map((group) =>
          rowFor([
            ...keys.map((key) => (group[0] === undefined ? null : key.of(group[0], []))),
            ...aggregates.map((each) => each.of(group)),
          ]),
        );
    };
    return { query, columns: namesOf([...keys, ...aggregates]), ordered: false, rowsIn };
  }

  #compound(depth: number): RandomQuery {
    const draw = this.#draw;
    const types = draw.times(draw.whole(1, 2), () => draw.of(["number", "text"] as const));
    const parts = draw.times(draw.whole(2, 3), () => this.#plain(depth - 1, { types }));
    const [first, second, ...others] = parts.map(({ query }) => query as AnySelect);
    if (first === undefined || second === undefined) throw new Error("a compound has two parts or more");
    const { word, combine } = draw.of(compounds);
    let query = word(first, second, ...others) as unknown as Compound<Row>;
    const names = types.map((_, place) => `c${place}`);
    const ends = draw.chance(50) ? { limit: draw.whole(0, 6), offset: draw.whole(0, 3) } : null;
    if (ends !== null) {
      for (const name of names) query = query.orderBy(name, "asc", { nulls: "first" });
      query = query.limit(ends.limit).offset(ends.offset);
    }
    const rowsIn = (outer: Scope | null): readonly Row[] => {
      const rows = parts.map((part) => part.rowsIn(outer)).reduce((left, right) => combine(left, right));
      if (ends === null) return rows;
      const order = (a: Row, b: Row) =>
        names.map((name) => orderOf(a[name] ?? null, b[name] ?? null)).find((each) => each !== 0) ?? 0;
      return [...rows].sort(order).slice(ends.offset, ends.offset + ends.limit);
    };
    const columns = types.map((type, place) => ({ name: `c${place}`, type }));
    return { query, columns, ordered: ends !== null, rowsIn };
  }

  /** @param types what its columns must be of, some of each */
  #from(depth: number, types: readonly CellType[] = []): RandomFrom {
    const draw = this.#draw;
    const first = this.#source(depth, types);
    const joins: RandomJoin[] = [];
    const words = (["innerJoin", "leftJoin", "rightJoin", "crossJoin", "fullJoin"] as const).slice(
      0,
      this.#fullJoins ? 5 : 4,
    );
    for (let joinsLeft = draw.whole(0, 2); joinsLeft > 0; joinsLeft--) {
      const source = this.#source(depth, []);
      const word = draw.of(words);
      const before = usable({ first, joins });
      const here = source.columns.filter(({ type }) => type !== "boolean");
      const right = draw.of(here);
      const left = before.filter(({ type }) => type === right.type);
      if (left.length === 0) continue;
      // PostgreSQL joins fully by equality only.
      const on =
        word === "fullJoin" || draw.chance(60)
          ? equality(draw.of(left), right)
          : draw.chance(50)
            ? comparison(draw, draw.of(left), right)
            : condition(draw, [...before, ...here], 1, null);
      joins.push({ word, source, on });
    }
    return { first, joins };
  }

  #source(depth: number, types: readonly CellType[]) {
    const name = `s${++this.#names}`;
    if (depth > 0 && this.#draw.chance(25)) {
      const inner = this.any(depth - 1);
      const has = (type: CellType) => inner.columns.some((column) => column.type === type);
      if (types.every(has) && (has("number") || has("text"))) return querySource(this.#draw, name, inner);
    }
    return tableSource(this.#draw, name, types);
  }

  #where(depth: number, columns: readonly Value[]): Test | null {
    return this.#draw.chance(65) ? condition(this.#draw, columns, 2, this.#subqueries(depth, columns)) : null;
  }

  #subqueries(depth: number, around: readonly Value[]) {
    return depth <= 0 ? null : (type: "number" | "text") => this.#plain(depth - 1, { types: [type], around });
  }

  #value(depth: number, own: readonly Value[]): Value {
    const draw = this.#draw;
    const kind = draw.whole(0, 9);
    if (kind === 7) {
      const test = condition(draw, own, 1, null);
      return { type: "boolean", sql: test.sql, of: (scope) => test.of(scope) };
    }
    if (kind === 8) {
      const test = condition(draw, own, 1, null);
      const [yes, no] = [draw.of(own), draw.of(own)];
      const other = no.type === yes.type ? no : yes;
      return {
        type: yes.type,
        sql: caseWhen(test.sql, yes.sql).otherwise(other.sql),
        of: (scope) => (test.of(scope) === true ? yes : other).of(scope, []),
      };
    }
    if (kind === 9 && depth > 0) {
      const from = this.#from(0);
      const where = condition(draw, [...usable(from), ...own], 1, null);
      const query = joined(select({ n: count() }) as unknown as AnySelect, from).where(where.sql);
      return {
        type: "number",
        sql: scalar(query as never),
        of: (scope) => scopesOf(from, scope, this.#work).filter((each) => where.of(each) === true).length,
      };
    }
    return draw.of(own);
  }

  #end(keys: readonly Value[]) {
    const draw = this.#draw;
    return {
      by: keys.map((key) => ({ key, down: draw.chance(50) })),
      limit: draw.whole(0, 8),
      offset: draw.whole(0, 3),
    };
  }
}

const without = (left: readonly Row[], right: readonly Row[], there: boolean): readonly Row[] => {
  const keys = new Set(right.map((row) => keyOf(Object.values(row))));
  return once(left.filter((row) => keys.has(keyOf(Object.values(row))) === there));
};
const once = (rows: readonly Row[]): readonly Row[] => distinct(rows, (row) => keyOf(Object.values(row)));
type Combine = (left: readonly Row[], right: readonly Row[]) => readonly Row[];
const compounds: readonly { readonly word: typeof union; readonly combine: Combine }[] = [
  { word: union, combine: (left, right) => once([...left, ...right]) },
  { word: unionAll, combine: (left, right) => [...left, ...right] },
  { word: intersect, combine: (left, right) => without(left, right, true) },
  { word: except, combine: (left, right) => without(left, right, false) },
];

/** Numbers and texts of all sources: what conditions and groups are of. */
const usable = ({ first, joins }: RandomFrom): Value[] =>
  [first, ...joins.map(({ source }) => source)].flatMap(({ columns }) =>
    columns.filter(({ type }) => type !== "boolean"),
  );

/** What tells all combinations apart; null where a source has rows that are alike. */
function keysOf({ first, joins }: RandomFrom): Value[] | null {
  const keys = [first, ...joins.map(({ source }) => source)].map(({ key }) => key);
  return keys.every((key) => key !== undefined) ? keys : null;
}

const rowFor = (cells: readonly Cell[]): Row => Object.fromEntries(cells.map((cell, place) => [`c${place}`, cell]));

const columnsOf = (values: readonly { readonly sql: Expression<unknown> }[]) =>
  Object.fromEntries(values.map(({ sql }, place) => [`c${place}`, sql])) as Columns as never;

const namesOf = (values: readonly { readonly type: CellType }[]) =>
  values.map(({ type }, place) => ({ name: `c${place}`, type }));
