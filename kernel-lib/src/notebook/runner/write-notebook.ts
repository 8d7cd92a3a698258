import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { LabError } from "../../base/lab-error.js";
import type { Notebook } from "./notebook.js";

/**
 * Writes a notebook as Jupyter itself writes it (sorted keys, texts as lists of lines), whole or not at all: into a file beside it,
 * then renamed. Makes the folder where it is missing.
 * @throws LabError `output-not-writable`
 */
export async function writeNotebook(path: string, notebook: Notebook): Promise<void> {
  const fresh = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(fresh, notebookText(notebook));
    await rename(fresh, path);
  } catch (cause) {
    await rm(fresh, { force: true }).catch(() => {}); // the first error is the one to tell
    throw new LabError("output-not-writable", `${path} cannot be written: ${String(cause)}`, {
      remedy: "choose a folder that you may write to, with space left",
      data: { file: path },
      cause,
    });
  }
}

/** The text of a notebook file. */
export function notebookText(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === "code"
      ? { ...cell, source: lines(cell.source), outputs: cell.outputs.map(outputOnDisk) }
      : { ...cell, source: lines(cell.source) },
  );
  return `${JSON.stringify(sorted({ ...notebook, cells }), null, 1)}\n`;
}

function outputOnDisk(output: Extract<Notebook["cells"][number], { cell_type: "code" }>["outputs"][number]): object {
  if (output.output_type === "stream") return { ...output, text: lines(output.text) };
  if (output.output_type === "error") return output;
  const data = Object.fromEntries(
    Object.entries(output.data).map(([mime, content]) => [
      mime,
      typeof content === "string" && isText(mime) ? lines(content) : content,
    ]),
  );
  return { ...output, data };
}

/** The types that nbformat keeps as lines. */
function isText(mime: string): boolean {
  return mime.startsWith("text/") || mime === "application/javascript" || mime === "image/svg+xml";
}

function lines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  );
}
