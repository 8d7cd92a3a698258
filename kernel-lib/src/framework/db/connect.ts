import { ConnectFailed } from "../errors/connect-failed.js";
import { InvalidConnectOption } from "../errors/invalid-connect-option.js";
import { InvalidDatabaseOption } from "../errors/invalid-database-option.js";
import { InvalidDatabaseUrl } from "../errors/invalid-database-url.js";
import type { Connection } from "./connection.js";
import { createPool } from "./create-pool.js";
import type { Database } from "./database.js";
import { PooledDatabase } from "./pooled-database.js";
import { PostgresConnection } from "./postgres-connection.js";
import { SqliteConnection } from "./sqlite-connection.js";
import { StatementNames } from "./statement-names.js";

/** `max` and `acquireTimeout` are for PostgreSQL: an SQLite database has one connection. */
export interface ConnectOptions {
  /** Most connections; 10 where absent. */
  readonly max?: number;
  /** Milliseconds that a query or transaction may wait for a connection; without limit where absent. */
  readonly acquireTimeout?: number;
  /** SQLite: so many milliseconds a statement waits for other connections' locks, and this process with it; 5,000 where absent. */
  readonly busyTimeout?: number;
}

/**
 * Opens a database and its first connection.
 *
 * `sqlite::memory:`, `sqlite:<file>`: better-sqlite3, one connection: WAL, `synchronous = normal`, foreign keys checked, 5 s of patience with other
 * processes' locks. A transaction has the connection for itself; other queries wait until it ends.
 *
 * `postgresql://user@host/database`, `postgres://…`, over a socket `postgresql:///database?host=/socket/folder&user=name`: `pg` over a pool; each text
 * is prepared once on each connection (the first 500 texts).
 *
 * Values of raw SQL come as the drivers give them; the tables of the query builder say more exactly what they want. SQLite: integers as
 * numbers (beyond 2^53 rounded: `cast(… as text)`), no booleans or dates, blobs as Buffer. PostgreSQL: int8 and numeric as strings, timestamptz as Date, json parsed,
 * bytea as Buffer, date and timestamp without a zone as the text that PostgreSQL writes, since a Date would have to guess their zone.
 * @throws InvalidDatabaseUrl, ConnectFailed, InvalidConnectOption, InvalidDatabaseOption, InvalidPoolOption
 */
export async function connect(url: string, options: ConnectOptions = {}): Promise<Database> {
  if (url.startsWith("sqlite:")) return connectSqlite(url, options);
  if (/^postgres(ql)?:\/\//.test(url)) return connectPostgres(url, options);
  throw new InvalidDatabaseUrl(url);
}

async function connectSqlite(url: string, options: ConnectOptions): Promise<Database> {
  for (const option of ["max", "acquireTimeout"] as const)
    if (options[option] !== undefined) throw new InvalidConnectOption(option, "sqlite");
  const { busyTimeout = 5_000 } = options;
  if (!(Number.isSafeInteger(busyTimeout) && busyTimeout >= 0))
    throw new InvalidDatabaseOption("busyTimeout", "a whole number of milliseconds of at least 0", busyTimeout);
  const { default: Sqlite } = await import("better-sqlite3");
  let connection: SqliteConnection;
  try {
    connection = new SqliteConnection(new Sqlite(url.slice("sqlite:".length)), busyTimeout);
  } catch (cause) {
    throw new ConnectFailed(url, cause);
  }
  const pool = createPool<Connection>({
    create: async () => connection,
    destroy: (each) => each.close(),
    max: 1,
    min: 1,
  });
  return new PooledDatabase("sqlite", pool, connection);
}

async function connectPostgres(
  url: string,
  { max = 10, acquireTimeout, busyTimeout }: ConnectOptions,
): Promise<Database> {
  if (busyTimeout !== undefined) throw new InvalidConnectOption("busyTimeout", "postgresql");
  const { default: pg } = await import("pg");
  const names = new StatementNames();
  // Without a zone, a Date would be a guess: 1082 is date, 1114 timestamp.
  const asText = new Set([1082, 1114]);
  const types = {
    getTypeParser: (oid: number, format?: "text" | "binary") =>
      asText.has(oid) ? (value: string) => value : pg.types.getTypeParser(oid, format),
  } as typeof pg.types;
  const pool = createPool<Connection>({
    create: async () => {
      const client = new pg.Client({ connectionString: url, types, pipeline: true });
      const connection = new PostgresConnection(client, names);
      try {
        await client.connect();
        return connection;
      } catch (cause) {
        throw new ConnectFailed(url, cause);
      }
    },
    destroy: (connection) => connection.close(),
    max,
    isBroken: (connection) => connection.broken,
    ...(acquireTimeout === undefined ? {} : { acquireTimeout }),
  });
  try {
    await pool.use(async () => {});
  } catch (error) {
    await pool.close();
    throw error;
  }
  return new PooledDatabase("postgresql", pool, null);
}
