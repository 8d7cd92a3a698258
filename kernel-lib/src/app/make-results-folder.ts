import { mkdirSync } from "node:fs";
import { LabError } from "../base/lab-error.js";

/** Makes a folder of the results, with those above it. @throws LabError `results-not-writable` */
export function makeResultsFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new LabError("results-not-writable", `the results folder cannot be written: ${folder}`, {
      remedy: "make it writable, or name another one in KERNEL_LIB_RESULTS",
      data: { folder },
      cause,
    });
  }
}
