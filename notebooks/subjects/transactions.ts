/**
 * What section 7 times: ten single-row operations, each awaited before the next is sent, without a transaction around them (each is committed by
 * itself) and with one. A call is all ten, with BEGIN and COMMIT where there are any. Every commit waits for the disk; scenario `fsync` says how long
 * that takes here. Every arm has one connection and a table of its own. Scenario `correctness` is about what section 7 leaves out.
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import {
  type ArmSpec,
  type Body,
  CannotHold,
  type CaseInput,
  type CaseSpec,
  connect,
  defineFamily,
  eq,
  insert,
  integer,
  type Json,
  type Observation,
  type RatioSpec,
  remove,
  type ScenarioSpec,
  table,
  text,
  update,
} from "kernel-lib";
import { checks, countChecks } from "./transactions/checks.ts";
import { isolationScenarios, observeIsolation } from "./transactions/isolation.ts";

const operations = 10;
/** Rows of a table that is updated. */
const updatable = 1_000;
/** Rows that a table is filled with for deletes, anew when they are used up; and that inserts may add before it is emptied. */
const batch = 20_000;

/** Processes that time two cases of one arm live side by side, so the table is the process's own. */
const ownTable = `rows_${process.pid}`;

/**
 * What a case does: `insert`, `update` or `delete`; `-tx` in a transaction, `-batch` in a transaction that is sent at once; `-off` where commits do not wait for the disk
 * (`synchronous_commit = off`).
 */
interface Plan {
  readonly verb: Verb;
  readonly how: "alone" | "tx" | "batch";
  readonly durable: boolean;
}
function planOf({ case: name }: CaseInput): Plan {
  const [verb, ...rest] = name.split("-") as [Verb, ...string[]];
  const how = rest.includes("tx") ? "tx" : rest.includes("batch") ? "batch" : "alone";
  return { verb, how, durable: !rest.includes("off") };
}

/** The URL of the family's database, for connections whose commits wait for the disk or do not. */
const urlOf = (given: CaseInput): string =>
  `${given.services.postgres ?? ""}${planOf(given).durable ? "" : `&options=${encodeURIComponent("-c synchronous_commit=off")}`}`;

/** Single-row operations of one arm, inside a transaction or not. */
interface Operations {
  insert(id: number, value: string): Promise<number>;
  update(id: number, value: string): Promise<number>;
  remove(id: number): Promise<number>;
}

/** What an arm brings: the rest is the same for all. */
interface Contestant extends Operations {
  /** Its own way of a transaction. */
  transaction(work: (inside: Operations) => Promise<number>): Promise<number>;
  /** All of these inserts in a transaction, sent at once; absent where the arm has no such way. */
  batch?(rows: readonly { readonly id: number; readonly value: string }[]): Promise<number>;
  /** Any SQL, for what is not compared. */
  execute(sql: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

type Verb = "insert" | "update" | "delete";

/** Fills the arm's table, does ten operations a call, and takes care that there is always something to do them on. */
async function bodyOf(given: CaseInput, contestant: Contestant): Promise<Body> {
  const name = ownTable;
  const { verb, how } = planOf(given);
  const fill = verb === "insert" ? 0 : verb === "update" ? updatable : batch;
  const refill = `insert into ${name} select id, 'row' from generate_series(1, ${fill}) id`;
  await contestant.execute(`drop table if exists ${name};
create table ${name} (id integer primary key, value text not null);
${refill};
analyze ${name};`);
  let next = 1;
  /** The first of the ten rows of the next call. A refill comes once in 2,000 calls. */
  const take = async (input: number): Promise<number> => {
    if (verb === "update") return ((input * 7) % (updatable / operations)) * operations + 1;
    if (next > batch) {
      await contestant.execute(`truncate ${name}; ${refill}`);
      next = 1;
    }
    const first = next;
    next += operations;
    return first;
  };
  const doTen = async (on: Operations, first: number, input: number): Promise<number> => {
    let changed = 0;
    for (let place = 0; place < operations; place++) {
      const id = first + place;
      if (verb === "insert") changed += await on.insert(id, `${input}-${place}`);
      else if (verb === "update") changed += await on.update(id, `${input}-${place}`);
      else changed += await on.remove(id);
    }
    return changed;
  };
  const inBatch = (first: number, input: number): Promise<number> => {
    if (contestant.batch === undefined) throw new CannotHold("has no way to send a transaction at once");
    return contestant.batch(
      Array.from({ length: operations }, (_, place) => ({ id: first + place, value: `${input}-${place}` })),
    );
  };
  const call = (first: number, input: number): Promise<number> => {
    if (how === "batch") return inBatch(first, input);
    return how === "alone"
      ? doTen(contestant, first, input)
      : contestant.transaction((inside) => doTen(inside, first, input));
  };
  return {
    run: async (input: number) => call(await take(input), input),
    answer: async (input: number) => {
      const first = await take(input);
      const changed = await call(first, input);
      const range = `id between ${first} and ${first + operations - 1}`;
      const found = await contestant.execute(`select value from ${name} where ${range} order by id`);
      return { changed, left: found.map(({ value }) => value) } as Json;
    },
    async: true,
    dispose: async () => {
      await contestant.execute(`drop table ${name}`);
      await contestant.close();
    },
  };
}

async function covet(given: CaseInput): Promise<Body> {
  const { default: pg } = await import("pg");
  const rows = table(ownTable, { id: integer("id").primaryKey(), value: text("value") });
  const db = await connect(urlOf(given), { max: 1 });
  const side = new pg.Client(given.services.postgres);
  await side.connect();
  const on = (to: Pick<typeof db, "run">): Operations => ({
    insert: async (id, value) => (await to.run(insert(rows).values({ id, value }))).changes,
    update: async (id, value) => (await to.run(update(rows).set({ value }).where(eq(rows.id, id)))).changes,
    remove: async (id) => (await to.run(remove(rows).where(eq(rows.id, id)))).changes,
  });
  return bodyOf(given, {
    ...on(db),
    transaction: (work) => db.transaction((tx) => work(on(tx))),
    batch: async (given) => {
      const answers = await db.batch(given.map((row) => insert(rows).values(row).returning({ id: rows.id })));
      return answers.reduce((sum, { length }) => sum + length, 0);
    },
    execute: async (sql) => (await side.query(sql)).rows,
    close: async () => {
      await side.end();
      await db.close();
    },
  });
}

const texts = {
  insert: { name: "insert", text: `insert into ${ownTable} (id, value) values ($1, $2)` },
  update: { name: "update", text: `update ${ownTable} set value = $1 where id = $2` },
  remove: { name: "remove", text: `delete from ${ownTable} where id = $1` },
};

async function pgClient(given: CaseInput): Promise<Body> {
  const { default: pg } = await import("pg");
  const client = new pg.Client(urlOf(given));
  await client.connect();
  const on: Operations = {
    insert: async (id, value) => (await client.query({ ...texts.insert, values: [id, value] })).rowCount ?? 0,
    update: async (id, value) => (await client.query({ ...texts.update, values: [value, id] })).rowCount ?? 0,
    remove: async (id) => (await client.query({ ...texts.remove, values: [id] })).rowCount ?? 0,
  };
  return bodyOf(given, {
    ...on,
    transaction: async (work) => {
      await client.query("begin");
      try {
        const changed = await work(on);
        await client.query("commit");
        return changed;
      } catch (error) {
        await client.query("rollback");
        throw error;
      }
    },
    execute: async (query) => (await client.query(query)).rows,
    close: () => client.end(),
  });
}

async function drizzle(given: CaseInput): Promise<Body> {
  const { default: pg } = await import("pg");
  const { drizzle: open } = await import("drizzle-orm/node-postgres");
  const core = await import("drizzle-orm/pg-core");
  const { eq: equals } = await import("drizzle-orm");
  const client = new pg.Client(urlOf(given));
  await client.connect();
  const db = open(client);
  const rows = core.pgTable(ownTable, {
    id: core.integer("id").primaryKey(),
    value: core.text("value").notNull(),
  });
  const on = (to: Pick<typeof db, "insert" | "update" | "delete">): Operations => ({
    insert: async (id, value) => (await to.insert(rows).values({ id, value })).rowCount ?? 0,
    update: async (id, value) => (await to.update(rows).set({ value }).where(equals(rows.id, id))).rowCount ?? 0,
    remove: async (id) => (await to.delete(rows).where(equals(rows.id, id))).rowCount ?? 0,
  });
  return bodyOf(given, {
    ...on(db),
    transaction: (work) => db.transaction((tx) => work(on(tx))),
    execute: async (query) => (await client.query(query)).rows,
    close: () => client.end(),
  });
}

/** One write of a block of PostgreSQL's size and a wait for the disk, in the folder where the server's files are: what a commit waits for. */
function fsync(given: CaseInput): Observation {
  const { writes } = given.setup as { writes: number };
  // "postgresql:///name?host=…": without a host, URL refuses the user part that others have.
  const host = new URLSearchParams(given.services.postgres?.split("?")[1]).get("host") ?? "";
  const folder = mkdtempSync(join(host, "fsync-"));
  const file = openSync(join(folder, "block"), "w");
  try {
    const block = Buffer.alloc(8_192, 1);
    let written = 0;
    const times = Array.from({ length: writes }, () => {
      const start = performance.now();
      written += writeSync(file, block, 0, block.length, 0);
      fdatasyncSync(file);
      return 1_000 * (performance.now() - start);
    });
    times.sort((a, b) => a - b);
    return { figures: { fsync: times[writes >> 1] ?? Number.NaN }, answer: written };
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
}

/** Our own transactions against what they promise, on both engines. */
async function correctness(given: CaseInput): Promise<Observation> {
  let failed = 0;
  let done = 0;
  for (const url of ["sqlite::memory:", given.services.postgres ?? ""]) {
    const db = await connect(url);
    try {
      for (const check of checks) {
        done++;
        if (!(await check(db))) failed++;
      }
    } finally {
      await db.close();
    }
  }
  return { figures: { checks: done, failed }, answer: done };
}

const arms: readonly ArmSpec[] = [
  {
    name: "covet",
    label: "Covet",
    language: "typescript",
    features: { buildsQuery: true, prepares: true },
    note: "db.run and db.transaction with queries that are built for each operation; each text is prepared once by itself.",
    prepare: covet,
    observe: (given) => {
      if (given.case.startsWith("isolation-")) return observeIsolation(given);
      return given.case === "fsync" ? fsync(given) : correctness(given);
    },
  },
  {
    name: "pg",
    label: "pg",
    language: "typescript",
    package: "pg",
    features: { buildsQuery: false, prepares: true },
    note: "client.query with texts written by hand and named, which prepares them, and BEGIN and COMMIT as in its documentation.",
    prepare: pgClient,
  },
  {
    name: "drizzle",
    label: "Drizzle",
    language: "typescript",
    package: "drizzle-orm",
    features: { buildsQuery: true, prepares: false },
    note: "Plain calls on drizzle-orm/node-postgres and db.transaction, as its documentation begins; queries are built each time.",
    prepare: drizzle,
  },
  {
    name: "asyncpg",
    language: "python",
    package: "asyncpg",
    script: "transactions.py",
    features: { buildsQuery: false, prepares: true },
    note: "connection.execute and connection.transaction() on uvloop; it prepares each text by itself. Each call enters the event loop anew, some tens of microseconds.",
  },
];

const inputs = [0, 1, 2, 3];
const each = "each by itself";
const inOne = "in a transaction";

const caseOf = (verb: Verb, name: string, how: string, contestants?: readonly string[]): CaseSpec => ({
  name,
  title: `Ten times ${verb.toUpperCase()}, ${how}`,
  kind: "server",
  needs: ["postgres"],
  iterations: 100,
  ...(contestants === undefined ? {} : { arms: contestants }),
  load: () => ({
    setup: null,
    inputs,
    expected: inputs.map((input) => ({
      changed: operations,
      left: verb === "delete" ? [] : Array.from({ length: operations }, (_, place) => `${input}-${place}`),
    })),
  }),
});

const cases: readonly CaseSpec[] = [
  ...(["insert", "update", "delete"] as const).flatMap((verb) => [
    caseOf(verb, verb, each),
    caseOf(verb, `${verb}-tx`, inOne),
  ]),
  // The same where the disk is not waited for: what is left is the round trips.
  caseOf("insert", "insert-off", `${each}, no wait for the disk`, ["covet", "pg"]),
  caseOf("insert", "insert-tx-off", `${inOne}, no wait for the disk`, ["covet", "pg"]),
  caseOf("insert", "insert-batch-off", `${inOne} sent at once, no wait for the disk`, ["covet"]),
];

const writes = 200;
const scenarios: readonly ScenarioSpec[] = [
  {
    name: "fsync",
    title: "What a commit waits for",
    arms: ["covet"],
    needs: ["postgres"],
    metrics: [
      {
        name: "fsync",
        title: "Write and fdatasync of 8 KB",
        unit: "us",
        better: "neither",
        definition: `Median of ${writes} writes of 8,192 bytes at the start of a file beside the server's data, each with fdatasync.`,
      },
    ],
    data: () => ({ setup: { writes }, expected: writes * 8_192 }),
  },
  {
    name: "correctness",
    title: "What transactions promise",
    arms: ["covet"],
    needs: ["postgres"],
    metrics: [
      {
        name: "checks",
        title: "Checks",
        unit: "count",
        better: "neither",
        definition:
          "Promises of transactions that were tried, on SQLite and on PostgreSQL; notebooks/subjects/transactions/checks.ts lists them.",
      },
      {
        name: "failed",
        title: "Failed checks",
        unit: "count",
        better: "lower",
        definition: "Those of them that were not kept.",
      },
    ],
    data: () => ({ setup: null, expected: 2 * countChecks }),
  },
  ...isolationScenarios,
];

const ratios: readonly RatioSpec[] = [
  { case: "insert-tx", arm: "covet", against: "covet", againstCase: "insert", headline: true },
  { case: "insert-tx", arm: "covet", against: "pg", headline: true },
  { case: "update-tx", arm: "covet", against: "covet", againstCase: "update" },
  { case: "delete-tx", arm: "covet", against: "covet", againstCase: "delete" },
  { case: "insert-tx", arm: "covet", against: "drizzle" },
  { case: "insert-tx", arm: "covet", against: "asyncpg" },
  { case: "insert", arm: "covet", against: "pg" },
  { case: "insert-tx-off", arm: "covet", against: "covet", againstCase: "insert-off" },
  { case: "insert-batch-off", arm: "covet", against: "covet", againstCase: "insert-off" },
  { case: "insert-tx-off", arm: "covet", against: "pg" },
];

export default defineFamily({
  name: "transactions",
  title: "Transactions",
  operation: "ten operations",
  arms,
  cases,
  scenarios,
  postgres: { schema: "-- Each arm makes a table of its own." },
  ratios,
  fold: (answer) => (answer as { changed: number }).changed,
});
