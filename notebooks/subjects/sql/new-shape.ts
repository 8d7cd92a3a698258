import type { SQL } from "drizzle-orm";
import type { Body, CaseData, Json } from "kernel-lib";
import { buildBody } from "./bodies.ts";

/**
 * One case with queries of ever new shapes: a condition on each column of a subset of twelve, every subset once before one comes again. That is more
 * shapes than Covet remembers, so that it finds none of them, and pays for remembering.
 */
interface Input {
  readonly columns: readonly number[];
  readonly value: number;
}

const columnCount = 12;
const limit = 20;
const names = Array.from({ length: columnCount }, (_, place) => `c${place}`);

export function newShapeData(): CaseData {
  const subsets = 2 ** columnCount - 1;
  // An odd step walks over all subsets in an order without any pattern that matters.
  const inputs = Array.from({ length: subsets }, (_, index): Input => {
    const mask = ((index * 1_567) % subsets) + 1;
    return { columns: names.flatMap((_, place) => (mask & (1 << place) ? [place] : [])), value: index % 97 };
  });
  const expected = inputs.map(({ columns, value }): Json => [...columns.map((place) => value + place), limit]);
  return { setup: null, inputs: inputs as unknown as Json[], expected };
}

const chosen = <Column>(columns: readonly Column[], place: number): Column => {
  const column = columns[place];
  if (column === undefined) throw new Error(`no column ${place}`);
  return column;
};

export async function prepareCovetNewShape(): Promise<Body> {
  const { and, asc, eq, integer, select, table } = await import("kernel-lib");
  const wide = table("wide", {
    id: integer("id").primaryKey(),
    ...Object.fromEntries(names.map((name) => [name, integer(name)])),
  });
  const columns = names.map((name) => (wide as unknown as Record<string, typeof wide.id>)[name] ?? wide.id);
  return buildBody(
    ({ columns: places, value }: Input) =>
      select({ id: wide.id })
        .from(wide)
        .where(and(...places.map((place) => eq(chosen(columns, place), value + place))))
        .orderBy(asc(wide.id))
        .limit(limit),
    (query) => query.compile("postgresql").values,
  );
}

export async function prepareDrizzleNewShape(): Promise<Body> {
  const drizzle = await import("drizzle-orm");
  const { integer: whole, pgTable, QueryBuilder } = await import("drizzle-orm/pg-core");
  const wide = pgTable("wide", {
    id: whole("id").primaryKey(),
    ...Object.fromEntries(names.map((name) => [name, whole(name).notNull()])),
  });
  const columns = names.map((name) => (wide as unknown as Record<string, typeof wide.id>)[name] ?? wide.id);
  const builder = new QueryBuilder();
  return buildBody(
    ({ columns: places, value }: Input) =>
      builder
        .select({ id: wide.id })
        .from(wide)
        .where(drizzle.and(...places.map((place): SQL => drizzle.eq(chosen(columns, place), value + place))))
        .orderBy(drizzle.asc(wide.id))
        .limit(limit),
    (query) => query.toSQL().params,
  );
}

export async function prepareKyselyNewShape(): Promise<Body> {
  const { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } = await import("kysely");
  const db = new Kysely<{ wide: Record<string, number> }>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (each) => new PostgresIntrospector(each),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  return buildBody(
    ({ columns: places, value }: Input) => {
      let query = db.selectFrom("wide").select("id");
      for (const place of places) query = query.where(chosen(names, place), "=", value + place);
      return query.orderBy("id", "asc").limit(limit);
    },
    (query) => query.compile().parameters,
  );
}
