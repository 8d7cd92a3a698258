import type { NotebookProgress } from "../notebook/runner/execute-notebook.js";

/** "03-routing.ipynb: cell 3 of 20 (ratios) took 1.2 s". */
export function cellLine(notebook: string, progress: NotebookProgress): string {
  if (progress.kind === "kernel-ready")
    return `${notebook}: kernel ready after ${(progress.took / 1000).toFixed(2)} s, ${progress.of} cells to run`;
  const cell = `${notebook}: cell ${progress.cell} of ${progress.of} (${progress.cellId})`;
  return progress.kind === "cell-started" ? `${cell} …` : `${cell} took ${(progress.took / 1000).toFixed(1)} s`;
}
