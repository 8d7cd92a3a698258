import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { LabError } from "../../base/lab-error.js";

/**
 * Writes a text file whole or not at all: to a neighbour first, flushed, then renamed over the target.
 * @throws LabError "file-not-written" naming the path.
 */
export async function writeTextAtomically(path: string, text: string): Promise<void> {
  const beside = `${path}.${process.pid}.${process.hrtime.bigint()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(beside, "wx");
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (cause) {
    // What failed is the news; a rest that cannot be removed either lies where nothing could be written.
    await rm(beside, { force: true }).catch(() => undefined);
    throw new LabError("file-not-written", `cannot write ${path}: ${(cause as Error).message}`, {
      data: { path },
      remedy: "see that the folder exists, can be written to and has room",
      cause,
    });
  }
}

/** JSON with two spaces and a last newline, written atomically. @throws LabError "file-not-written". */
export function writeJson(path: string, value: unknown): Promise<void> {
  return writeTextAtomically(path, `${JSON.stringify(value, null, 2)}\n`);
}
