import type { CaseInput, MetricSpec, Observation, ScenarioData } from "kernel-lib";
import { urlOf } from "./bodies.ts";

/**
 * A hundred thousand rows of four columns into an empty table of PostgreSQL, in one transaction, each builder in its own way: Covet takes all rows in one call; the others have one
 * value for each placeholder, of which a statement has 65,535 at most, so they are called with parts of the rows, as large as was fastest for each.
 */
const rowCount = 100_000;
/** Rows a call; of 100, 1,000, 5,000 and 16,000 the fastest for each where this was written. */
const parts = { drizzle: 1_000, kysely: 1_000, knex: 1_000 };

export const bulkMetrics: readonly MetricSpec[] = [
  {
    name: "bulk-time",
    title: "100,000 rows inserted",
    unit: "ms",
    better: "lower",
    definition:
      "From the first call of the builder until the commit is confirmed: building, sending, and the server's work. The second of two times in one process, each into an empty table.",
  },
];

interface Row {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly age: number;
}
const rowsOf = (count: number): Row[] =>
  Array.from({ length: count }, (_, id) => ({
    id,
    name: `Name ${id}`,
    email: `user${id}@example.com`,
    age: 18 + (id % 60),
  }));

/** The number of rows, and sums that no lost or changed row leaves as they are. */
export const bulkData = (count = rowCount): ScenarioData => ({
  setup: { rows: count },
  expected: answerOf(
    rowsOf(count).map(({ id, name, email, age }) => ({ id, length: name.length + email.length, age })),
  ),
});

function answerOf(rows: readonly { readonly id: number; readonly length: number; readonly age: number }[]): number[] {
  const sum = (value: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + value(row), 0);
  return [rows.length, sum(({ id }) => id), sum(({ length }) => length), sum(({ age }) => age)];
}

const ownTable = `bulk_${process.pid}`;

/** Inserts all rows in a transaction of its own. */
type Insert = (rows: readonly Row[]) => Promise<unknown>;

async function observe(given: CaseInput, insertAll: Insert, close: () => Promise<unknown>): Promise<Observation> {
  const { rows: count } = given.setup as { readonly rows: number };
  const { default: pg } = await import("pg");
  const side = new pg.Client(urlOf(given));
  await side.connect();
  try {
    const rows = rowsOf(count);
    await side.query(
      `create table ${ownTable} (id integer primary key, name text not null, email text not null, age integer not null)`,
    );
    let time = 0;
    for (let repetition = 0; repetition < 2; repetition++) {
      await side.query(`truncate ${ownTable}`);
      const start = performance.now();
      await insertAll(rows);
      time = performance.now() - start;
    }
    const sums = `select count(*)::int as n, sum(id)::float as ids, sum(length(name) + length(email))::float as l, sum(age)::float as ages from ${ownTable}`;
    const [found] = (await side.query(sums)).rows;
    return { figures: { "bulk-time": time }, answer: [found.n, found.ids, found.l, found.ages] };
  } finally {
    await side.query(`drop table if exists ${ownTable}`);
    await side.end();
    await close();
  }
}

function* partsOf(rows: readonly Row[], size: number): Generator<Row[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}

export async function observeCovetBulk(given: CaseInput): Promise<Observation> {
  const { connect, insert, integer, table, text } = await import("kernel-lib");
  const db = await connect(urlOf(given), { max: 1 });
  const target = table(ownTable, {
    id: integer("id").primaryKey(),
    name: text("name"),
    email: text("email"),
    age: integer("age"),
  });
  return observe(
    given,
    (rows) => db.transaction((tx) => tx.run(insert(target).values(rows))),
    () => db.close(),
  );
}

export async function observeDrizzleBulk(given: CaseInput): Promise<Observation> {
  const { default: pg } = await import("pg");
  const { drizzle } = await import("drizzle-orm/node-postgres");
  const core = await import("drizzle-orm/pg-core");
  const client = new pg.Client(urlOf(given));
  await client.connect();
  const db = drizzle(client);
  const target = core.pgTable(ownTable, {
    id: core.integer("id").primaryKey(),
    name: core.text("name").notNull(),
    email: core.text("email").notNull(),
    age: core.integer("age").notNull(),
  });
  const insertAll: Insert = (rows) =>
    db.transaction(async (tx) => {
      for (const part of partsOf(rows, parts.drizzle)) await tx.insert(target).values(part);
    });
  return observe(given, insertAll, () => client.end());
}

export async function observeKyselyBulk(given: CaseInput): Promise<Observation> {
  const { default: pg } = await import("pg");
  const { Kysely, PostgresDialect } = await import("kysely");
  const pool = new pg.Pool({ connectionString: urlOf(given), max: 1 });
  const db = new Kysely<Record<string, Row>>({ dialect: new PostgresDialect({ pool }) });
  const insertAll: Insert = (rows) =>
    db.transaction().execute(async (tx) => {
      for (const part of partsOf(rows, parts.kysely)) await tx.insertInto(ownTable).values(part).execute();
    });
  return observe(given, insertAll, () => db.destroy());
}

/** Its own way for many rows, which also makes the transaction. */
export async function observeKnexBulk(given: CaseInput): Promise<Observation> {
  const { default: knex } = await import("knex");
  const db = knex({ client: "pg", connection: { connectionString: urlOf(given) }, pool: { min: 1, max: 1 } });
  return observe(
    given,
    (rows) => db.batchInsert(ownTable, rows as Row[], parts.knex),
    () => db.destroy(),
  );
}
