import type { CaseInput, MetricSpec, Observation, ScenarioSpec } from "kernel-lib";
import type { PoolConnection, RowDataPacket } from "mysql2/promise";
import type { Client } from "pg";

const size = 10;
const requests = 1_000;
const rows = 1_000;
/** Requests before the thousand where the pool is to be warm: the source report's warm-up. */
const before = 100;
const readOne = "select value from items where id = ";
const idOf = (number: number): number => ((number * 37) % rows) + 1;
/** What the table holds; the texts below say the same in SQL. */
const storedValue = (id: number): number => (id * 7) % 1_000;

/** The family's database in PostgreSQL. */
export const schema = `create table items (id integer primary key, value integer not null);
insert into items select id, id * 7 % 1000 from generate_series(1, ${rows}) id;
analyze items;`;

const metric = (
  name: string,
  title: string,
  unit: MetricSpec["unit"],
  better: MetricSpec["better"],
  definition: string,
): MetricSpec => ({ name, title, unit, better, definition });

/** @param start how the connections are when the first request comes */
const metrics = (start: string): readonly MetricSpec[] => [
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
    `Time from sending to answer summed over all queries, over ten times the time from the first asking to the last giving back: the share of the connections' time in which they had a query. They ${start}.`,
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
];

const play = (
  name: string,
  ready: boolean,
  { where = "", ...rest }: Pick<ScenarioSpec, "arms" | "needs"> & { readonly where?: string },
): ScenarioSpec => ({
  name,
  title: `1,000 concurrent requests over 10 connections${where}${ready ? ", after a hundred others" : ""}`,
  metrics: metrics(ready ? `lie idle, made and used by ${before} requests before` : "start unmade"),
  data: () => ({
    setup: { requests, connections: size, rows, before: ready ? before : 0 },
    expected: Array.from({ length: requests }, (_, number) => storedValue(idOf(number))).reduce((a, b) => a + b, 0),
  }),
  ...rest,
});

export const thousands: readonly ScenarioSpec[] = [
  play("thousand", false, { arms: ["covet", "pg-pool", "asyncpg"], needs: ["postgres"] }),
  play("thousand-ready", true, { arms: ["covet", "pg-pool", "asyncpg"], needs: ["postgres"] }),
  play("thousand-mariadb", false, { arms: ["covet", "mysql2-pool"], needs: ["mariadb"], where: " to MariaDB" }),
];

/** A pool of connections, as a request uses it. */
interface Lending<Connection extends object> {
  acquire(): Promise<Connection>;
  release(connection: Connection): void;
  read(connection: Connection, id: number): Promise<number>;
  /** What tells connections apart, where the pool lends another object each time. */
  keyOf?(connection: Connection): unknown;
  close(): Promise<void>;
}

/** Each request's way through the pool, timed by one clock; what it read is summed up. */
async function playThousand<Connection extends object>(
  given: CaseInput,
  { acquire, release, read, keyOf = (connection) => connection, close }: Lending<Connection>,
): Promise<Observation> {
  const { before } = given.setup as { readonly before: number };
  let seen = new Set<unknown>();
  let spent = { acquiring: 0, releasing: 0, querying: 0 };
  let [lent, reused, failed, sum] = [0, 0, 0, 0];
  const request = async (number: number): Promise<void> => {
    const asked = performance.now();
    let connection: Connection;
    try {
      connection = await acquire();
    } catch {
      failed++;
      return;
    }
    const got = performance.now();
    lent++;
    if (seen.has(keyOf(connection))) reused++;
    seen.add(keyOf(connection));
    const value = await read(connection, idOf(number));
    const answered = performance.now();
    release(connection);
    const released = performance.now();
    sum += value;
    spent.acquiring += got - asked;
    spent.querying += answered - got;
    spent.releasing += released - answered;
  };
  const all = (count: number) => Promise.all(Array.from({ length: count }, (_, number) => request(number)));
  await all(before);
  seen = new Set();
  spent = { acquiring: 0, releasing: 0, querying: 0 };
  [lent, reused, failed, sum] = [0, 0, 0, 0];
  const start = performance.now();
  await all(requests);
  const total = performance.now() - start;
  await close();
  return {
    figures: {
      "acquire-time": (1000 * spent.acquiring) / lent,
      "release-time": (1000 * spent.releasing) / lent,
      efficiency: (100 * spent.querying) / (size * total),
      "reuse-rate": (100 * reused) / lent,
      failed: (100 * failed) / requests,
      "total-time": total,
    },
    answer: sum,
  };
}

const readPg = async (client: Client, id: number): Promise<number> =>
  (await client.query({ name: "one", text: `${readOne}$1`, values: [id] })).rows[0].value;

const readMysql = async (connection: PoolConnection, id: number): Promise<number> =>
  (await connection.execute<RowDataPacket[]>(`${readOne}?`, [id]))[0][0]?.value;

/** The URL of MariaDB's database, in which the first to come makes the table. */
async function mariadbOf({ services }: CaseInput): Promise<string> {
  const { createConnection } = await import("mysql2/promise");
  const uri = services.mariadb ?? "";
  const connection = await createConnection({ uri, multipleStatements: true });
  try {
    await connection.query(`create table if not exists items (id integer primary key, value integer not null);
      insert ignore into items select seq, seq * 7 % 1000 from seq_1_to_${rows};`);
  } finally {
    await connection.end();
  }
  return uri;
}

export async function covetThousand(given: CaseInput): Promise<Observation> {
  if (given.case === "thousand-mariadb") {
    const { createConnection } = await import("mysql2/promise");
    const uri = await mariadbOf(given);
    return playThousand(given, {
      ...(await covetLending({
        create: async () => (await createConnection({ uri })) as PoolConnection,
        destroy: (connection) => connection.end(),
      })),
      read: readMysql,
    });
  }
  const { default: pg } = await import("pg");
  const create = async () => {
    const client = new pg.Client(given.services.postgres);
    await client.connect();
    return client;
  };
  return playThousand(given, { ...(await covetLending({ create, destroy: (client) => client.end() })), read: readPg });
}

async function covetLending<Connection extends object>(driver: {
  create(): Promise<Connection>;
  destroy(connection: Connection): Promise<void>;
}): Promise<Omit<Lending<Connection>, "read">> {
  const { createPool } = await import("kernel-lib");
  const pool = createPool<Connection>({ ...driver, max: size });
  return {
    acquire: () => pool.acquire(),
    release: (connection) => pool.release(connection),
    close: () => pool.close(),
  };
}

export async function pgPoolThousand(given: CaseInput): Promise<Observation> {
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({ connectionString: given.services.postgres, max: size });
  return playThousand(given, {
    acquire: () => pool.connect(),
    release: (client) => (client as unknown as { release(): void }).release(),
    read: readPg,
    close: () => pool.end(),
  });
}

export async function mysqlPoolThousand(given: CaseInput): Promise<Observation> {
  const { createPool: createMysqlPool } = await import("mysql2/promise");
  // Its queue has no bound by default; the others' have none either.
  const pool = createMysqlPool({ uri: await mariadbOf(given), connectionLimit: size });
  return playThousand(given, {
    acquire: () => pool.getConnection(),
    release: (connection) => connection.release(),
    read: readMysql,
    keyOf: ({ threadId }) => threadId,
    close: () => pool.end(),
  });
}
