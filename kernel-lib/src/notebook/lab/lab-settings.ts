import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LabError } from "../../base/lab-error.js";

/** What JupyterLab does differently here; its reader may still change every one of them. */
export const labSettings = {
  "@jupyterlab/notebook-extension:tracker": {
    recordTiming: true,
    autoStartDefaultKernel: true,
    // A cell's figures must be drawn wherever they are on the page, also for a print and a screenshot.
    windowingMode: "defer",
  },
  // No question about news at the first start, and nothing fetched from outside.
  "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false },
} as const;

/**
 * Writes the settings into the Python environment, in a file of our own (`overrides.d`): the user's `overrides.json` is not touched.
 * Returns the path.
 * @throws LabError `lab-settings-not-written`
 */
export async function writeLabSettings(venv: string): Promise<string> {
  const folder = join(venv, "share", "jupyter", "lab", "settings", "overrides.d");
  const file = join(folder, "covet.json");
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, `${JSON.stringify(labSettings, null, 2)}\n`);
  } catch (cause) {
    throw new LabError("lab-settings-not-written", `${file} cannot be written: ${String(cause)}`, {
      remedy: "make .venv writable, or delete it and run set-up again (npm start)",
      data: { file },
      cause,
    });
  }
  return file;
}
