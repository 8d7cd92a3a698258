import { readFile } from "node:fs/promises";

/** The account that a server runs under: null for this process's own. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Makes the error of a server that cannot start. */
export type Unavailable = (
  reason: string,
  remedy: string,
  details?: { readonly cause?: unknown; readonly log?: string },
) => Error;

/**
 * Servers refuse to run as root, so root lends them an account without rights: the first of these that the machine has.
 * @throws what `unavailable` makes, if there is none.
 */
export async function chooseAccount(names: readonly string[], unavailable: Unavailable): Promise<Account | null> {
  if (process.getuid?.() !== 0) return null;
  const accounts = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  for (const name of names) {
    const [, , uid, gid] = accounts.find(([each]) => each === name) ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw unavailable(
    `it refuses to run as root, and there is no account ${names.map((name) => `\`${name}\``).join(" or ")} to run it under`,
    `Run as another user than root, or create the account \`${names[0]}\`.`,
  );
}
