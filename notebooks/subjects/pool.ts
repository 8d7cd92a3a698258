/**
 * What section 5 times. `acquire-release`: borrowing and giving back while resources lie idle, which is what a pool costs when it is not the
 * bottleneck; the resources are plain objects, so that only the pool is timed. `thousand`: the source report's test, 1,000 requests at once over
 * 10 connections to PostgreSQL, each request asking for a connection, reading one row by its key, and giving the connection back.
 */
import { EventEmitter } from "node:events";
import {
  type ArmSpec,
  type Body,
  type CaseInput,
  type CaseSpec,
  createPool,
  defineFamily,
  type MetricSpec,
  type Observation,
  type ScenarioSpec,
} from "kernel-lib";
import type { Client } from "pg";
import { leaks, observeLeaks } from "./pool/leaks.ts";

/** What is lent in `acquire-release`: read by the borrower, so that a pool that lends nothing is found out. */
interface Thing {
  readonly value: number;
}

const size = 10;

/** All of them made and given back: idle. */
async function fill<T>(acquire: () => Promise<T>, release: (lent: T) => void | Promise<void>): Promise<void> {
  const lent = await Promise.all(Array.from({ length: size }, acquire));
  for (const each of lent) await release(each);
}

const bodyOf = (use: (given: number) => Promise<number>, dispose: () => void | Promise<void>): Body => ({
  run: use,
  answer: use,
  async: true,
  dispose,
});

async function covetIdle(): Promise<Body> {
  const pool = createPool<Thing>({ create: async () => ({ value: 1 }), destroy: () => {}, max: size });
  await fill(
    () => pool.acquire(),
    (thing) => pool.release(thing),
  );
  return bodyOf(
    async (given) => {
      const thing = await pool.acquire();
      const sum = given + thing.value;
      pool.release(thing);
      return sum;
    },
    () => pool.close(),
  );
}

/** What pg-pool asks of a client, without a server behind it. */
class IdleClient extends EventEmitter {
  readonly value = 1;
  connect(done: (error?: Error) => void): void {
    queueMicrotask(() => done());
  }
  end(done?: () => void): void {
    done?.();
  }
}

async function pgPoolIdle(): Promise<Body> {
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({ Client: IdleClient as unknown as typeof Client, max: size, idleTimeoutMillis: 0 });
  await fill(
    () => pool.connect(),
    (client) => client.release(),
  );
  return bodyOf(
    async (given) => {
      const client = await pool.connect();
      const sum = given + (client as unknown as Thing).value;
      client.release();
      return sum;
    },
    () => pool.end(),
  );
}

async function tarnIdle(): Promise<Body> {
  const { Pool } = await import("tarn");
  const pool = new Pool<Thing>({ create: () => ({ value: 1 }), destroy: () => {}, min: size, max: size });
  await fill(
    () => pool.acquire().promise,
    (thing) => {
      pool.release(thing);
    },
  );
  return bodyOf(
    async (given) => {
      const thing = await pool.acquire().promise;
      const sum = given + thing.value;
      pool.release(thing);
      return sum;
    },
    async () => {
      await pool.destroy();
    },
  );
}

async function genericPoolIdle(): Promise<Body> {
  const { default: genericPool } = await import("generic-pool");
  const factory = { create: async (): Promise<Thing> => ({ value: 1 }), destroy: async () => {} };
  const pool = genericPool.createPool(factory, { min: size, max: size });
  await fill(
    async () => pool.acquire(),
    (thing) => pool.release(thing),
  );
  return bodyOf(
    async (given) => {
      const thing = await pool.acquire();
      const sum = given + thing.value;
      // As in its README; the thing is idle again when this returns. The promise would only tell of misuse, which fails the process unasked.
      void pool.release(thing);
      return sum;
    },
    async () => {
      await pool.drain();
      await pool.clear();
    },
  );
}

const readOne = "select value from items where id = $1";

interface Lending {
  acquire(): Promise<Client>;
  release(client: Client): void;
  close(): Promise<void>;
}

/** Each request's way through the pool, timed by one clock; what it read is summed up. */
async function playThousand(given: CaseInput, lending: Lending): Promise<Observation> {
  const { requests, connections, rows } = given.setup as { requests: number; connections: number; rows: number };
  const seen = new WeakSet<Client>();
  const spent = { acquiring: 0, releasing: 0, querying: 0 };
  let [lent, reused, failed, sum] = [0, 0, 0, 0];
  const request = async (number: number): Promise<void> => {
    const asked = performance.now();
    let client: Client;
    try {
      client = await lending.acquire();
    } catch {
      failed++;
      return;
    }
    const got = performance.now();
    lent++;
    if (seen.has(client)) reused++;
    else seen.add(client);
    const { rows: found } = await client.query({ name: "one", text: readOne, values: [((number * 37) % rows) + 1] });
    const answered = performance.now();
    lending.release(client);
    const released = performance.now();
    sum += found[0].value;
    spent.acquiring += got - asked;
    spent.querying += answered - got;
    spent.releasing += released - answered;
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: requests }, (_, number) => request(number)));
  const total = performance.now() - start;
  await lending.close();
  return {
    figures: {
      "acquire-time": (1000 * spent.acquiring) / lent,
      "release-time": (1000 * spent.releasing) / lent,
      efficiency: (100 * spent.querying) / (connections * total),
      "reuse-rate": (100 * reused) / lent,
      failed: (100 * failed) / requests,
      "total-time": total,
    },
    answer: sum,
  };
}

async function covetThousand(given: CaseInput): Promise<Observation> {
  const { default: pg } = await import("pg");
  const pool = createPool<Client>({
    create: async () => {
      const client = new pg.Client(given.services.postgres);
      await client.connect();
      return client;
    },
    destroy: (client) => client.end(),
    max: size,
  });
  return playThousand(given, {
    acquire: () => pool.acquire(),
    release: (client) => pool.release(client),
    close: () => pool.close(),
  });
}

async function pgPoolThousand(given: CaseInput): Promise<Observation> {
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({ connectionString: given.services.postgres, max: size });
  return playThousand(given, {
    acquire: () => pool.connect(),
    release: (client) => (client as unknown as { release(): void }).release(),
    close: () => pool.end(),
  });
}

const arms: readonly ArmSpec[] = [
  {
    name: "covet",
    label: "Covet",
    language: "typescript",
    features: { resetsOnReturn: false },
    note: "createPool; acquire and release. Tests of idle resources and limits of their life are not asked for here; other pools look at theirs at each loan.",
    prepare: covetIdle,
    observe: (given) => (given.case === "leaks" ? observeLeaks(given) : covetThousand(given)),
  },
  {
    name: "pg-pool",
    label: "pg.Pool",
    language: "typescript",
    package: "pg",
    features: { resetsOnReturn: false },
    note: "pool.connect() and client.release(); for the idle case with a client that has no server behind it, and no idle timeout, so that no timer is set.",
    prepare: pgPoolIdle,
    observe: pgPoolThousand,
  },
  {
    name: "tarn",
    language: "typescript",
    package: "tarn",
    features: { resetsOnReturn: false },
    note: "The pool under Knex: acquire().promise and release(resource), defaults with min equal to max.",
    prepare: tarnIdle,
  },
  {
    name: "generic-pool",
    language: "typescript",
    package: "generic-pool",
    features: { resetsOnReturn: false },
    note: "await acquire() and release(resource) as in its README, defaults with min equal to max.",
    prepare: genericPoolIdle,
  },
  {
    name: "sqlalchemy-queuepool",
    label: "SQLAlchemy QueuePool",
    language: "python",
    package: "sqlalchemy",
    script: "pool.py",
    features: { resetsOnReturn: false },
    note: "pool.connect() and close() over connections that do nothing, without the rollback on return, which the others do not have.",
  },
  {
    name: "asyncpg",
    language: "python",
    package: "asyncpg",
    script: "pool.py",
    features: { resetsOnReturn: true },
    note: "create_pool(min_size=0, max_size=10) on uvloop, acquire and release; on release it also resets the connection, a query of its own.",
  },
];

const acquireRelease: CaseSpec = {
  name: "acquire-release",
  title: "Acquire and release, idle",
  kind: "allocation",
  arms: ["covet", "pg-pool", "tarn", "generic-pool", "sqlalchemy-queuepool"],
  load: () => {
    const inputs = Array.from({ length: 16 }, (_, place) => place);
    return { setup: null, inputs, expected: inputs.map((given) => given + 1) };
  },
};

const metric = (
  name: string,
  title: string,
  unit: MetricSpec["unit"],
  better: MetricSpec["better"],
  definition: string,
): MetricSpec => ({ name, title, unit, better, definition });

const requests = 1_000;
const rows = 1_000;
/** What the table holds. The schema below says the same in SQL. */
const storedValue = (id: number): number => (id * 7) % 1_000;

const thousand: ScenarioSpec = {
  name: "thousand",
  title: "1,000 concurrent requests over 10 connections",
  arms: ["covet", "pg-pool", "asyncpg"],
  needs: ["postgres"],
  metrics: [
    metric(
      "acquire-time",
      "Connection Acquisition",
      "us",
      "lower",
      "Mean over the requests of the time from asking for a connection until having it: making it and waiting in the queue included.",
    ),
    metric(
      "release-time",
      "Connection Release",
      "us",
      "lower",
      "Mean over the requests of the time that giving the connection back takes the request; handing it to the next one is part of it.",
    ),
    metric(
      "efficiency",
      "Pool Efficiency",
      "%",
      "higher",
      "Time from sending to answer summed over all queries, over ten times the time from the first asking to the last giving back: the share of the connections' time in which they had a query. They start unmade.",
    ),
    metric(
      "reuse-rate",
      "Connection Reuse Rate",
      "%",
      "higher",
      "Acquisitions that gave a connection that another request had had before, over all acquisitions; with ten connections made at most 99 %.",
    ),
    metric(
      "failed",
      "Failed Acquisitions",
      "%",
      "lower",
      "Acquisitions that were refused or timed out over all requests.",
    ),
    metric("total-time", "All requests", "ms", "lower", "From the first asking to the last giving back."),
  ],
  data: () => ({
    setup: { requests, connections: size, rows },
    expected: Array.from({ length: requests }, (_, number) => storedValue(((number * 37) % rows) + 1)).reduce(
      (a, b) => a + b,
      0,
    ),
  }),
};

export default defineFamily({
  name: "pool",
  title: "Connection pool",
  operation: "loan",
  arms,
  cases: [acquireRelease],
  scenarios: [thousand, leaks],
  postgres: {
    schema: `create table items (id integer primary key, value integer not null);
insert into items select id, id * 7 % 1000 from generate_series(1, ${rows}) id;
analyze items;`,
  },
  ratios: [
    { case: "acquire-release", arm: "covet", against: "pg-pool", headline: true },
    { case: "acquire-release", arm: "covet", against: "generic-pool", headline: true },
    { case: "acquire-release", arm: "covet", against: "tarn" },
    { case: "acquire-release", arm: "covet", against: "sqlalchemy-queuepool" },
  ],
  fold: (answer) => answer as number,
});
