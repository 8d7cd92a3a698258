/**
 * What section 5 times. `acquire-release`: borrowing and giving back while resources lie idle, which is what a pool costs when it is not the
 * bottleneck; the resources are plain objects, so that only the pool is timed. `thousand`: the source report's test, 1,000 requests at once over
 * 10 connections to PostgreSQL, each request asking for a connection, reading one row by its key, and giving the connection back; `thousand-ready`: the
 * same after a hundred other requests, with connections made and code warm; `thousand-mariadb`: the same on MariaDB.
 */
import { EventEmitter } from "node:events";
import { type ArmSpec, type Body, type CaseSpec, defineFamily } from "kernel-lib/family";
import type { Client } from "pg";
import { leaks, observeLeaks } from "./pool/leaks.ts";
import { covetThousand, mysqlPoolThousand, pgPoolThousand, schema, thousands } from "./pool/thousand.ts";

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
  const { createPool } = await import("kernel-lib");
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
    name: "mysql2-pool",
    label: "mysql2's pool",
    language: "typescript",
    package: "mysql2",
    features: { resetsOnReturn: false },
    note: "createPool with its defaults; getConnection and release, and execute, which prepares the text once a connection.",
    observe: mysqlPoolThousand,
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

export default defineFamily({
  name: "pool",
  title: "Connection pool",
  operation: "loan",
  arms,
  cases: [acquireRelease],
  scenarios: [...thousands, leaks],
  postgres: { schema },
  ratios: [
    { case: "acquire-release", arm: "covet", against: "pg-pool", headline: true },
    { case: "acquire-release", arm: "covet", against: "generic-pool", headline: true },
    { case: "acquire-release", arm: "covet", against: "tarn" },
    { case: "acquire-release", arm: "covet", against: "sqlalchemy-queuepool" },
  ],
  fold: (answer) => answer as number,
});
