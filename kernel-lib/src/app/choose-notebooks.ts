import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { LabError } from "../base/lab-error.js";

/**
 * The notebooks of a folder, by name; with `only`, those whose name begins with one of the words ("03", "03-routing").
 * @returns absolute paths
 * @throws LabError `no-notebooks`, `unknown-notebook` listing what there is
 */
export function chooseNotebooks(folder: string, only: readonly string[]): string[] {
  const all = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith(".ipynb"))
        .sort()
    : [];
  if (all.length === 0)
    throw new LabError("no-notebooks", `there are no notebooks in ${folder}`, {
      remedy: "write one with: npx kernel-lib new my-lib",
    });
  const isMeant = (file: string, word: string) =>
    file === word || file.startsWith(`${word}-`) || file === `${word}.ipynb`;
  for (const word of only)
    if (!all.some((file) => isMeant(file, word)))
      throw new LabError("unknown-notebook", `no notebook is named ${word}`, {
        remedy: `name one of: ${all.join(" ")}`,
        data: { word, all },
      });
  return all
    .filter((file) => only.length === 0 || only.some((word) => isMeant(file, word)))
    .map((file) => join(folder, file));
}
