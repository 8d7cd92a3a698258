// @ts-check
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

/**
 * The absolute paths of all programs of these names that PATH leads to and that may be executed, in the order of the names, then of PATH.
 * @param {readonly string[]} names program names, or absolute paths
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
export function findPrograms(names, env) {
  const folders = (env.PATH ?? env.Path ?? "").split(delimiter).filter((folder) => folder !== "");
  const endings = process.platform === "win32" ? ["", ".exe", ".cmd"] : [""];
  const places = names.flatMap((name) => (isAbsolute(name) ? [name] : folders.map((folder) => join(folder, name))));
  return places.flatMap((place) => endings.map((ending) => place + ending)).filter(isExecutable);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
