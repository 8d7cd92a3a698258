import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { LabError } from "../../base/lab-error.js";
import { parseJsonFile } from "../data/parse-json-file.js";
import { writeTextAtomically } from "../data/write-file.js";
import { exportPage } from "./export-page.js";
import { checkNotebook } from "./notebook-schema.js";

/** The first heading of a notebook; its file name where it has none. */
function titleOf(notebook: unknown, name: string): string {
  for (const cell of checkNotebook(notebook, name).cells) {
    const heading = cell.cell_type === "markdown" ? /^#\s+(.+)$/m.exec(cell.source)?.[1] : undefined;
    if (heading !== undefined) return heading.trim();
  }
  return name.replace(/\.ipynb$/, "");
}

/** One notebook as a page of its own. @throws LabError "notebook-invalid". */
export function notebookPage(notebook: unknown, name: string): string {
  return exportPage({ title: titleOf(notebook, name), notebooks: [{ name, notebook }] });
}

/**
 * Writes a notebook file as one HTML page; the page is written whole or not at all.
 * @throws LabError "notebook-missing", "file-not-json", "notebook-invalid", "file-not-written", each naming the file.
 */
export async function exportNotebookFile(path: string, out: string): Promise<void> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new LabError("notebook-missing", `cannot read the notebook ${path}: ${(cause as Error).message}`, {
      data: { path },
      remedy: "name an existing .ipynb file",
      cause,
    });
  });
  await writeTextAtomically(out, notebookPage(parseJsonFile(path, text), basename(path)));
}
