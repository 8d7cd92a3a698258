/**
 * What section 8 times: 10, 50 and 100 reads of one row by its key from PostgreSQL, one after the other over one connection (`sync`), and all
 * at once over a pool of ten (`async`). A call is the whole set of reads. Nothing here is synchronous in Node's sense: the source report's word means
 * that each query is awaited before the next is sent.
 */
import {
  type ArmSpec,
  type Body,
  type CaseInput,
  type CaseSpec,
  defineFamily,
  type RatioSpec,
} from "kernel-lib/family";

const rows = 1_000;
const connections = 10;
const storedValue = (id: number): number => (id * 7) % 1_000;
/** The rows that one call reads: other ones for each input. */
const idOf = (given: number, place: number): number => ((given * 131 + place * 17) % rows) + 1;

interface Plan {
  /** Reads in a call. */
  readonly count: number;
  readonly atOnce: boolean;
}

function planOf({ case: name }: CaseInput): Plan {
  const [how, count] = name.split("-");
  return { count: Number(count), atOnce: how === "async" };
}

/** The body of an arm that reads the value of one row by `read`. */
function bodyOf({ count, atOnce }: Plan, read: (id: number) => Promise<number>, dispose: () => Promise<void>): Body {
  const values = async (given: number): Promise<number[]> => {
    if (atOnce) return Promise.all(Array.from({ length: count }, (_, place) => read(idOf(given, place))));
    const found: number[] = [];
    for (let place = 0; place < count; place++) found.push(await read(idOf(given, place)));
    return found;
  };
  return {
    run: async (given: number) => {
      let sum = 0;
      for (const value of await values(given)) sum += value;
      return sum;
    },
    answer: values,
    async: true,
    dispose,
  };
}

async function covet(given: CaseInput): Promise<Body> {
  const { connect, eq, integer, select, table } = await import("kernel-lib");
  const items = table("items", { id: integer("id").primaryKey(), value: integer("value") });
  const plan = planOf(given);
  const db = await connect(given.services.postgres ?? "", { max: plan.atOnce ? connections : 1 });
  const read = async (id: number): Promise<number> => {
    const row = await db.first(select({ value: items.value }).from(items).where(eq(items.id, id)));
    return row?.value ?? Number.NaN;
  };
  return bodyOf(plan, read, () => db.close());
}

async function pgPool(given: CaseInput): Promise<Body> {
  const { default: pg } = await import("pg");
  const plan = planOf(given);
  const pool = new pg.Pool({ connectionString: given.services.postgres, max: plan.atOnce ? connections : 1 });
  const read = async (id: number): Promise<number> => {
    const { rows: found } = await pool.query({
      name: "one",
      text: "select value from items where id = $1",
      values: [id],
    });
    return found[0].value;
  };
  return bodyOf(plan, read, () => pool.end());
}

async function postgresJs(given: CaseInput): Promise<Body> {
  const { default: postgres } = await import("postgres");
  const plan = planOf(given);
  // It does not take the folder of a socket from a URL.
  const [address = "", parameters] = (given.services.postgres ?? "").split("?");
  const asked = new URLSearchParams(parameters);
  const sql = postgres({
    host: asked.get("host") ?? "",
    user: asked.get("user") ?? "",
    database: decodeURIComponent(address.replace("postgresql:///", "")),
    max: plan.atOnce ? connections : 1,
  });
  const read = async (id: number): Promise<number> => {
    const [row] = await sql`select value from items where id = ${id}`;
    return row?.value;
  };
  return bodyOf(plan, read, () => sql.end());
}

const arms: readonly ArmSpec[] = [
  {
    name: "covet",
    label: "Covet",
    language: "typescript",
    features: { buildsQuery: true, prepares: true, sharesReads: true },
    note: "db.first of a query that is built for each read; the text is prepared once on each connection by itself, and reads of one tick are one statement.",
    prepare: covet,
  },
  {
    name: "pg",
    label: "pg.Pool",
    language: "typescript",
    package: "pg",
    features: { buildsQuery: false, prepares: true, sharesReads: false },
    note: "pool.query with a text written by hand and a name for it, which has the server prepare it, as its documentation advises for repeated queries.",
    prepare: pgPool,
  },
  {
    name: "postgres.js",
    language: "typescript",
    package: "postgres",
    features: { buildsQuery: false, prepares: true, sharesReads: false },
    note: "The sql tag on its own pool, as in its README; it prepares each text by itself, and sends queries without waiting for earlier answers.",
    prepare: postgresJs,
  },
  {
    name: "asyncpg",
    language: "python",
    package: "asyncpg",
    script: "async.py",
    features: { buildsQuery: false, prepares: true, sharesReads: false },
    note: "pool.fetchval and asyncio.gather on uvloop; it prepares each text by itself. Each call enters the event loop anew, some tens of microseconds.",
  },
];

const cases: readonly CaseSpec[] = [10, 50, 100].flatMap((count) =>
  [false, true].map((atOnce) => ({
    name: `${atOnce ? "async" : "sync"}-${count}`,
    title: `${count} queries, ${atOnce ? "all at once" : "one by one"}`,
    kind: "server" as const,
    needs: ["postgres" as const],
    iterations: 100,
    load: () => {
      const inputs = [0, 1, 2, 3];
      const values = (given: number) => Array.from({ length: count }, (_, place) => storedValue(idOf(given, place)));
      return { setup: null, inputs, expected: inputs.map(values) };
    },
  })),
);

const ratios: readonly RatioSpec[] = [
  { case: "async-100", arm: "covet", against: "covet", againstCase: "sync-100", headline: true },
  { case: "async-100", arm: "covet", against: "pg", headline: true },
  { case: "async-100", arm: "covet", against: "postgres.js" },
  { case: "async-100", arm: "covet", against: "asyncpg" },
  { case: "async-100", arm: "covet", against: "covet", againstCase: "async-10" },
  { case: "async-100", arm: "covet", against: "covet", againstCase: "async-50" },
  { case: "sync-100", arm: "covet", against: "pg" },
];

export default defineFamily({
  name: "async",
  title: "Queries one by one and all at once",
  operation: "call",
  arms,
  cases,
  postgres: {
    schema: `create table items (id integer primary key, value integer not null);
insert into items select id, id * 7 % 1000 from generate_series(1, ${rows}) id;
analyze items;`,
  },
  ratios,
  fold: (answer) => (answer as number[]).reduce((a, b) => a + b, 0),
});
