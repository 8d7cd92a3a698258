import { execFile } from "node:child_process";
import { accessSync, constants, readFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { MariadbUnavailable } from "../errors/mariadb-unavailable.js";
import { connectMysql } from "./connect-mysql.js";
import { GuardedServer } from "./guarded-server.js";
import { makePrivateFolder } from "./private-folder.js";
import { type Account, chooseAccount, type Unavailable } from "./server-account.js";

/** A MariaDB server of this process's own: in a private folder, without a port, gone with this process. */
export interface PrivateMariadb {
  /** As the server says it: "10.11.19-MariaDB-0+deb12u1". */
  readonly version: string;
  /** What differs from, or is stated about, MariaDB's defaults. */
  readonly settings: Readonly<Record<string, string>>;
  /** How to connect to one of its databases: `mysql://root@localhost/<database>?socketPath=<socket>`. */
  url(database: string): string;
  /** Makes an empty database and returns its URL. @throws QueryFailed */
  createDatabase(name: string): Promise<string>;
  /** The server's process, which has all connections as threads: to bind it to a core. */
  pids(): readonly number[];
  /** Ends connections and server, and removes the folder. Idempotent. */
  stop(): Promise<void>;
}

/** Durable: every commit waits for the disk, as MariaDB's own defaults have it; stated here because figures depend on it. */
const stated: Readonly<Record<string, string>> = {
  "innodb-flush-log-at-trx-commit": "1",
  "innodb-doublewrite": "ON",
  "innodb-buffer-pool-size": "128M",
  "max-connections": "200",
};

const unavailable: Unavailable = (reason, remedy, details) => new MariadbUnavailable(reason, remedy, details);
const run = promisify(execFile);

/** Where Debian puts servers, which are not in everybody's path. */
const places = () => [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin", "/usr/libexec"];

/** The machine's MariaDB: its server and what makes its tables; null where one is missing. */
export function findMariadb(): { readonly server: string; readonly install: string } | null {
  const find = (name: string): string | undefined =>
    places()
      .filter((folder) => folder !== "")
      .map((folder) => join(folder, name))
      .find((file) => {
        try {
          accessSync(file, constants.X_OK);
          return true;
        } catch {
          return false;
        }
      });
  const [server, install] = [find("mariadbd"), find("mariadb-install-db")];
  return server === undefined || install === undefined ? null : { server, install };
}

/**
 * Starts the machine's MariaDB (10.6 or later) in a few seconds: a private folder with data and socket (no port, no password: the folder's mode keeps others out), its life tied to
 * this process's. Under root it runs under the account `nobody`.
 * @param settings instead of, or beside, those that are stated
 * @throws MariadbUnavailable where it is not installed, no account is there to run it, or it does not start, with what it said
 */
export async function startPrivateMariadb(settings: Readonly<Record<string, string>> = {}): Promise<PrivateMariadb> {
  const programs = findMariadb();
  if (programs === null)
    throw unavailable(
      "there is no `mariadbd` with `mariadb-install-db`",
      "Install MariaDB: on Debian `mariadb-server`.",
    );
  const account = await chooseAccount(["nobody", "mysql"], unavailable);
  const folder = await makePrivateFolder("kl-my-", "s", account, unavailable);
  try {
    await initialise(folder, programs.install, account);
    const given = { ...stated, ...settings };
    const server = await GuardedServer.start(
      {
        folder,
        command: [
          ...[programs.server, "--no-defaults", `--datadir=${join(folder, "data")}`, `--socket=${join(folder, "s")}`],
          ...["--skip-networking", `--pid-file=${join(folder, "pid")}`, `--tmpdir=${folder}`],
          ...Object.entries(given).map(([name, value]) => `--${name}=${value}`),
        ],
        env: { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" },
        account,
        signal: "TERM",
        ready: /ready for connections\.\s+Version: '([^']+)'/,
      },
      unavailable,
    );
    return new RunningMariadb(folder, given, server);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function initialise(folder: string, program: string, account: Account | null): Promise<void> {
  const data = join(folder, "data");
  await mkdir(data);
  if (account !== null) await run("chown", ["-R", `${account.uid}:${account.gid}`, folder]);
  const how = ["--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"];
  try {
    await run(program, ["--no-defaults", `--datadir=${data}`, `--tmpdir=${folder}`, ...how], {
      cwd: folder,
      ...account,
    });
  } catch (cause) {
    const { stdout = "", stderr = "" } = cause as { readonly stdout?: string; readonly stderr?: string };
    const log = `${stdout}${stderr}`.trim();
    throw unavailable(
      `mariadb-install-db failed: ${log || (cause instanceof Error ? cause.message : String(cause))}`,
      "Look at what mariadb-install-db says.",
      { cause, log },
    );
  }
}

class RunningMariadb implements PrivateMariadb {
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
    return `mysql://root@localhost/${encodeURIComponent(database)}?socketPath=${encodeURIComponent(join(this.#folder, "s"))}`;
  }

  async createDatabase(name: string): Promise<string> {
    const connection = await connectMysql(this.url("mysql"));
    try {
      await connection.execute(`create database "${name.replaceAll('"', '""')}" character set utf8mb4`);
    } finally {
      await connection.close();
    }
    return this.url(name);
  }

  pids(): readonly number[] {
    return [Number(readFileSync(join(this.#folder, "pid"), "utf8"))];
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}
