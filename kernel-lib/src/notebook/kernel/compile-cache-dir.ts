import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where compiled code of the kernel is kept: the project's `.cache`; the user's own cache where this package is installed elsewhere. */
export function compileCacheDir(env: NodeJS.ProcessEnv = process.env): string {
  const parent = fileURLToPath(new URL("../../../..", import.meta.url));
  const inProject = basename(parent) !== "node_modules" && existsSync(join(parent, "package.json"));
  if (inProject) return join(parent, ".cache", "kernel");
  return join(env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "covet", "kernel");
}
