import { basename, join } from "node:path";
import { executeNotebook } from "../notebook/runner/execute-notebook.js";
import { readNotebook } from "../notebook/runner/read-notebook.js";
import { exportNotebookFile } from "../report/export/export-notebook-file.js";
import { cellLine } from "./cell-line.js";
import { profileNamed } from "./profile-name.js";
import type { Project } from "./project.js";

export interface ExportNotebookRequest {
  readonly notebook: string;
  readonly out: string;
  readonly project: Project;
  readonly profile: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly onLine: (text: string) => void;
}

/** Exports a notebook as a page; one without any output is executed first, into `results/executed`. @throws LabError of executing and exporting */
export async function exportNotebook(request: ExportNotebookRequest): Promise<void> {
  const { notebook, out, project, signal, onLine } = request;
  const { cells } = await readNotebook(notebook);
  const hasOutputs = cells.some((cell) => cell.cell_type === "code" && cell.outputs.length > 0);
  if (hasOutputs) return exportNotebookFile(notebook, out);
  const executed = join(project.results, "executed", basename(notebook));
  const env = { ...request.env, KERNEL_LIB_PROFILE: profileNamed(request.profile, request.env).name };
  await executeNotebook({
    path: notebook,
    output: executed,
    env,
    signal,
    onProgress: (progress) => onLine(cellLine(basename(notebook), progress)),
  });
  await exportNotebookFile(executed, out);
}
