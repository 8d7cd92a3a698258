import type { Observation, ScenarioSpec } from "kernel-lib";
import { megabyte, residentBytes } from "./held-bytes.ts";

const open = 100;

export const connections: ScenarioSpec = {
  name: "connections",
  title: "100 open connections to PostgreSQL, the client's side",
  arms: ["covet", "pg-pool", "asyncpg", "sqlalchemy"],
  needs: ["postgres"],
  metrics: [
    {
      name: "total-mb",
      title: "Pool of 100",
      unit: "MB",
      better: "lower",
      definition:
        "Growth of the client process's resident set while a pool opens 100 connections and each answers a query; after a first pool of one was opened and closed. What the server holds for them is in its own processes, and not counted.",
    },
    {
      name: "per-connection",
      title: "A connection",
      unit: "KB",
      better: "lower",
      definition: "The same over 100.",
    },
  ],
  data: () => ({ setup: { connections: open }, expected: { connections: open } }),
};

/** Connections of this database that the server has, told by itself. */
export const countConnections =
  "select count(*)::int as open from pg_stat_activity where datname = current_database() and backend_type = 'client backend'";

/** A pool as all arms have it. */
export interface AnyPool {
  /** Lends one connection for as long as `use` runs, which may ask over it for `countConnections`. */
  lend(use: (ask: () => Promise<number>) => Promise<number>): Promise<number>;
  close(): Promise<void>;
}

/** Holds `times` connections at the same time; how many the server counts then. */
async function openAll(pool: AnyPool, times: number): Promise<number> {
  let waited = 0;
  const all = Promise.withResolvers<void>();
  const counts = Array.from({ length: times }, () =>
    pool.lend(async (ask) => {
      if (++waited === times) all.resolve();
      await all.promise;
      return ask();
    }),
  );
  return Math.max(...(await Promise.all(counts)));
}

/** Weighs a pool of 100 connections. */
export async function observeConnections(openPool: (max: number) => AnyPool | Promise<AnyPool>): Promise<Observation> {
  const first = await openPool(1);
  await openAll(first, 1);
  await first.close();
  const before = residentBytes();
  const pool = await openPool(open);
  try {
    const counted = await openAll(pool, open);
    const grown = residentBytes() - before;
    return {
      figures: { "total-mb": grown / megabyte, "per-connection": grown / open / 1_000 },
      answer: { connections: counted },
    };
  } finally {
    await pool.close();
  }
}
