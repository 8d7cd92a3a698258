import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * One SHA-256 over the names and bytes of files and of all files below folders; dates and owners play no part. A path that does not exist
 * counts as absent, which differs from empty. What begins with a dot, `node_modules` and `__pycache__` are left out. Reads every byte.
 * @param paths relative to `root`
 */
export function treeHash(root: string, paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths)
    for (const file of filesOf(root, path)) {
      const content = file === null ? "absent" : readFileSync(join(root, file));
      hash.update(`${file ?? path}\0${file === null ? "-" : content.length}\0`).update(content);
    }
  return hash.digest("hex");
}

const skipped = (name: string) => name.startsWith(".") || name === "node_modules" || name === "__pycache__";

/** Paths relative to `root` with `/`, in a fixed order; null for a path that does not exist. */
function filesOf(root: string, path: string): readonly (string | null)[] {
  const found = statSync(join(root, path), { throwIfNoEntry: false });
  if (found === undefined) return [null];
  if (!found.isDirectory()) return [path];
  return readdirSync(join(root, path))
    .filter((name) => !skipped(name))
    .sort()
    .flatMap((name) => filesOf(root, `${path}/${name}`));
}
