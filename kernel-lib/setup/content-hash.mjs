// @ts-check
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * One hash over the contents and names of files and folders, and over other facts. Dates and owners play no part; a path that does not
 * exist counts as absent, which differs from empty. Reads every byte: meant for some hundreds of source files.
 * @param {string} root
 * @param {readonly string[]} paths relative to `root`; a folder stands for all files below it
 * @param {readonly string[]} facts
 * @returns {string} 64 hexadecimal digits
 */
export function contentHash(root, paths, facts) {
  const hash = createHash("sha256");
  /** @param {string} kind @param {string} name @param {string | Buffer} content */
  const add = (kind, name, content) => {
    hash.update(`${kind}\0${name}\0${content.length}\0`);
    hash.update(content);
  };
  for (const path of [...paths].sort()) {
    const found = statSync(join(root, path), { throwIfNoEntry: false });
    if (found === undefined) add("absent", path, "");
    else if (!found.isDirectory()) add("file", path, readFileSync(join(root, path)));
    else for (const file of filesBelow(root, path)) add("file", file, readFileSync(join(root, file)));
  }
  for (const fact of facts) add("fact", fact, "");
  return hash.digest("hex");
}

/**
 * All files below a folder, as paths relative to `root` with `/`, in a fixed order; none if the folder is absent.
 * @param {string} root
 * @param {string} folder
 * @returns {string[]}
 */
export function filesBelow(root, folder) {
  if (!statSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory()) return [];
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(root, path) : [path];
  });
}
