import type { QueryCache } from "../cache/query-cache.js";
import { ConnectFailed } from "../errors/connect-failed.js";
import { InvalidConnectOption } from "../errors/invalid-connect-option.js";
import { InvalidDatabaseOption } from "../errors/invalid-database-option.js";
import { InvalidDatabaseUrl } from "../errors/invalid-database-url.js";
import { CachingDatabase } from "./caching-database.js";
import { connectMysql } from "./connect-mysql.js";
import type { Connection } from "./connection.js";
import { createPool } from "./create-pool.js";
import type { Database } from "./database.js";
import type { PoolEvent, PoolOptions } from "./pool.js";
import { PooledDatabase } from "./pooled-database.js";
import { SqliteConnection } from "./sqlite-connection.js";
import { StatementNames } from "./statement-names.js";

/** `max` and `acquireTimeout` are for servers: an SQLite database has one connection. */
export interface ConnectOptions {
  /** Most connections; 10 where absent. */
  readonly max?: number;
  /** Milliseconds that a query or transaction may wait for a connection; without limit where absent. */
  readonly acquireTimeout?: number;
  /** Further limits of the pool of connections to a server, as `PoolOptions` has them. A connection that was idle for `testAfter` is asked something before it is lent. */
  readonly pool?: Pick<
    PoolOptions<object>,
    "min" | "createTimeout" | "idleTimeout" | "maxLifetime" | "lifetimeJitter" | "leakAfter" | "testAfter"
  > & {
    /** Told of what happens in the pool; must not throw. */
    readonly onEvent?: (event: ConnectionEvent) => void;
  };
  /** Is told of every write, commit and rollback, before they are sent; reads that say `cached: true` are served from it. One cache a database. */
  readonly cache?: QueryCache<unknown[]>;
  /** SQLite: so many milliseconds a statement waits for other connections' locks, and this process with it; 5,000 where absent. */
  readonly busyTimeout?: number;
}

/** What happens in the pool of a database, without the connection itself, which is nobody else's. */
export type ConnectionEvent =
  PoolEvent<object> extends infer Event ? (Event extends unknown ? Omit<Event, "resource"> : never) : never;

/**
 * Opens a database and its first connection.
 *
 * `sqlite::memory:`, `sqlite:<file>`: better-sqlite3, one connection: WAL, `synchronous = normal`, foreign keys checked, 5 s of patience with other
 * processes' locks. A transaction has the connection for itself; other queries wait until it ends.
 *
 * `postgresql://user@host/database`, `postgres://…`, over a socket `postgresql:///database?host=/socket/folder&user=name`: `pg` over a pool; each text
 * is prepared once on each connection (the first 500 texts), and its columns are described once.
 *
 * `postgres:embedded`: the PostgreSQL of the packages, started for this database and gone with it.
 *
 * `mysql://user:password@host/database`, `mariadb://…`, over a socket `mysql://user@localhost/database?socketPath=/socket`, with TLS `?ssl=true`: `mysql2` over a
 * pool, for MariaDB 10.6 and MySQL 8.0.31 or later. The session is strict and speaks standard SQL (`"name"`, `||`), text is compared by code points, times are UTC. A statement
 * that changes the schema is refused inside a transaction, which the engine would commit; after a deadlock or a lock that was not got the transaction is over. A query with another one inside is prepared
 * anew for each call on MariaDB, which resolves it wrong when it is executed again.
 *
 * Values of raw SQL come as the drivers give them; the tables of the query builder say more exactly what they want. SQLite: integers as
 * numbers (beyond 2^53 rounded: `cast(… as text)`), no booleans or dates, blobs as Buffer. PostgreSQL: int8 and numeric as strings, timestamptz as Date, json parsed,
 * bytea as Buffer, date and timestamp without a zone as the text that PostgreSQL writes, since a Date would have to guess their zone. MariaDB and MySQL: whole numbers beyond 2^53 and decimals as
 * strings, dates and JSON as text, blobs as Buffer; a row that an upsert changes counts as two changes.
 * @throws InvalidDatabaseUrl, ConnectFailed, PostgresUnavailable, InvalidConnectOption, InvalidDatabaseOption, InvalidPoolOption
 */
export async function connect(url: string, options: ConnectOptions = {}): Promise<Database> {
  const { cache, ...rest } = options;
  const database = await connectUncached(url, rest);
  return cache === undefined ? database : new CachingDatabase(database, cache);
}

async function connectUncached(url: string, options: ConnectOptions): Promise<Database> {
  if (url.startsWith("sqlite:")) return connectSqlite(url, options);
  if (/^postgres(ql)?:\/\//.test(url)) return connectPostgres(url, options);
  if (url === "postgres:embedded") return connectEmbedded(options);
  if (/^(mysql|mariadb):\/\//.test(url)) return connectServer(() => connectMysql(url), "mysql", options);
  throw new InvalidDatabaseUrl(url);
}

async function connectSqlite(url: string, options: ConnectOptions): Promise<Database> {
  for (const option of ["max", "acquireTimeout", "pool"] as const)
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

async function connectEmbedded(options: ConnectOptions): Promise<Database> {
  const { startEmbeddedPostgres } = await import("./embedded-postgres.js");
  const server = await startEmbeddedPostgres();
  const stop = () => server.stop();
  try {
    return await connectPostgres(server.url("postgres"), options, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function connectPostgres(
  url: string,
  options: ConnectOptions,
  afterwards?: () => Promise<void>,
): Promise<Database> {
  const { default: pg } = await import("pg");
  const { PostgresConnection } = await import("./postgres-connection.js");
  const names = new StatementNames();
  // Without a zone, a Date would be a guess: 1082 is date, 1114 timestamp.
  const asText = new Set([1082, 1114]);
  const parserOf = (type: number): ((text: string) => unknown) =>
    asText.has(type) ? (text) => text : pg.types.getTypeParser(type, "text");
  const ask = async (text: string) => {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.query(text);
    } finally {
      await client.end();
    }
  };
  const create = async () => {
    const client = new pg.Client({ connectionString: url, pipeline: true });
    const connection = new PostgresConnection(client, names, parserOf, ask);
    try {
      await client.connect();
      return connection;
    } catch (cause) {
      throw new ConnectFailed(url, cause);
    }
  };
  return connectServer(create, "postgresql", options, afterwards);
}

/**
 * A pool of connections to a server, the first of which is open.
 * @param afterwards what is done once the last connection is closed
 */
async function connectServer(
  create: () => Promise<Connection>,
  named: string,
  { max = 10, acquireTimeout, busyTimeout, pool: limits = {} }: ConnectOptions,
  afterwards?: () => Promise<void>,
): Promise<Database> {
  if (busyTimeout !== undefined) throw new InvalidConnectOption("busyTimeout", named);
  const { onEvent, ...rest } = limits;
  const pool = createPool<Connection>({
    ...rest,
    create,
    destroy: (connection) => connection.close(),
    max,
    isBroken: (connection) => connection.broken,
    ...(acquireTimeout === undefined ? {} : { acquireTimeout }),
    ...(limits.testAfter === undefined ? {} : { test: answers }),
    ...(onEvent === undefined ? {} : { onEvent: (event) => onEvent(withoutConnection(event)) }),
  });
  try {
    const dialect = await pool.use(async (connection) => connection.dialect);
    return new PooledDatabase(dialect, pool, null, afterwards === undefined ? {} : { afterwards });
  } catch (error) {
    await pool.close();
    throw error;
  }
}

/** Whether a connection still answers. */
async function answers(connection: Connection): Promise<boolean> {
  await connection.execute("select 1");
  return true;
}

function withoutConnection(event: PoolEvent<object>): ConnectionEvent {
  if (!("resource" in event)) return event;
  const { resource: _, ...rest } = event;
  return rest;
}
