import { statSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Account, Unavailable } from "./server-account.js";

/**
 * Makes a new folder (mode 0700) for a server, its data and its socket: a socket's path may have 103 bytes (macOS; 107 on Linux), and an account of its own must be able to pass
 * through the folders above.
 * @param prefix of its name, as "kl-pg-"
 * @throws what `unavailable` makes, where no temporary folder will do
 */
export async function makePrivateFolder(
  prefix: string,
  socket: string,
  account: Account | null,
  unavailable: Unavailable,
): Promise<string> {
  const room = 103 - `/${prefix}XXXXXX/${socket}`.length;
  const passable = (folder: string): boolean =>
    account === null ||
    ((statSync(folder).mode & 0o001) !== 0 && (folder === dirname(folder) || passable(dirname(folder))));
  const parent = [tmpdir(), "/tmp"].find((folder) => Buffer.byteLength(folder) <= room && passable(folder));
  if (parent !== undefined) return mkdtemp(join(parent, prefix));
  throw unavailable(
    `its socket needs a temporary folder with a short path that its account can pass through, and neither ${tmpdir()} nor /tmp is one`,
    `Set TMPDIR to a folder with a path of at most ${room} bytes, all of whose parents others may pass through (mode o+x).`,
  );
}
