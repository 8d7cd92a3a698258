import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { type Kernelspec, ownKernelspec } from "../../kernel-lib/src/notebook/kernel/kernelspec.ts";

/** A code cell for `writeCells`: its source, or the source with metadata. */
export type CellSource = string | { readonly source: string; readonly metadata: Record<string, unknown> };

/** The compiled launcher on the Node that runs the tests. */
export const spec: Kernelspec = ownKernelspec({
  launcher: fileURLToPath(new URL("../../kernel-lib/dist/notebook/kernel/launcher.js", import.meta.url)),
});

/** A folder of its own for one test, removed after it. */
export async function testFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "covet test "));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a notebook of code cells with the ids c1, c2, …; returns its path. */
export async function writeCells(folder: string, cells: readonly CellSource[], kernel = "tslab"): Promise<string> {
  const path = join(folder, "book.ipynb");
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: kernel, display_name: kernel, language: "typescript" } },
    cells: cells.map((cell, index) => ({
      cell_type: "code",
      id: `c${index + 1}`,
      metadata: typeof cell === "string" ? {} : cell.metadata,
      source: typeof cell === "string" ? cell : cell.source,
      outputs: [],
      execution_count: null,
    })),
  };
  await writeFile(path, JSON.stringify(notebook));
  return path;
}
