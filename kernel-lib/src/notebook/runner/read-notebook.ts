import { readFile } from "node:fs/promises";
import { z } from "zod";
import { LabError } from "../../base/lab-error.js";
import { kernelName } from "../kernel/kernelspec.js";
import { type Notebook, notebookSchema } from "./notebook.js";

/**
 * Reads a notebook of nbformat 4.5 for our kernel.
 * @throws LabError `notebook-not-found`, `notebook-not-json`, `notebook-invalid` (with the path of the field at fault),
 * `notebook-other-kernel`; each names the file.
 */
export async function readNotebook(path: string): Promise<Notebook> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw refuse("notebook-not-found", path, `it cannot be read (${String(cause)})`, "check the path", cause);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw refuse("notebook-not-json", path, `it is not JSON: ${why}`, "restore it: git checkout -- <file>", cause);
  }
  const parsed = notebookSchema.safeParse(json);
  if (!parsed.success)
    throw refuse(
      "notebook-invalid",
      path,
      `it is not a notebook of nbformat 4.5:\n${z.prettifyError(parsed.error)}`,
      "open it in JupyterLab and save it again",
      parsed.error,
    );
  const { name } = parsed.data.metadata.kernelspec;
  if (name !== kernelName)
    throw refuse("notebook-other-kernel", path, `it is for the kernel "${name}", not "${kernelName}"`, otherKernel);
  return parsed.data;
}

const otherKernel = 'open it in JupyterLab, choose the kernel "TypeScript (tslab, Covet)", and save it';

function refuse(code: string, file: string, why: string, remedy: string, cause?: unknown): LabError {
  return new LabError(code, `${file}: ${why}`, { remedy, data: { file }, ...(cause === undefined ? {} : { cause }) });
}
