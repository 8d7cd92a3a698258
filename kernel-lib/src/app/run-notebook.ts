/**
 * Executes a notebook in a fresh kernel and writes it with its outputs.
 * @param path the notebook; it stays as it is
 * @param output where the executed one is written, after each cell
 * @returns how many cells ran
 * @throws LabError naming the notebook and the cell that failed
 */
export async function runNotebook(path: string, output: string): Promise<number> {
  // Loaded at the call: family files import this package too, in processes that are timed.
  const { executeNotebook } = await import("../notebook/runner/execute-notebook.js");
  return (await executeNotebook({ path, output })).cells;
}
