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

/** A pool whose connections are all in use at once. */
export interface BusyPool {
  /** Runs `countConnections` on `times` connections at the same time; the largest count. */
  count(times: number): Promise<number>;
  close(): Promise<void>;
}

/** Weighs a pool of 100 connections. */
export async function observeConnections(
  openPool: (max: number) => BusyPool | Promise<BusyPool>,
): Promise<Observation> {
  const first = await openPool(1);
  await first.count(1);
  await first.close();
  const before = residentBytes();
  const pool = await openPool(open);
  try {
    await pool.count(open);
    const counted = await pool.count(open);
    const grown = residentBytes() - before;
    return {
      figures: { "total-mb": grown / megabyte, "per-connection": grown / open / 1_000 },
      answer: { connections: counted },
    };
  } finally {
    await pool.close();
  }
}
