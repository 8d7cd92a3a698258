import { existsSync, readFileSync } from "node:fs";
import type { CalibrationResult } from "../measure/calibration/calibration-result.js";
import { parseJsonFile } from "../report/data/parse-json-file.js";
import { calibrationFolder, evaluationFile, publishedCalibration } from "./calibration-folder.js";
import type { Project } from "./project.js";

/** The evaluation of this machine's own calibration, else of the published one; null where there is neither. @throws LabError "file-not-json" */
export function newestCalibration(
  project: Project,
): { readonly result: CalibrationResult; readonly own: boolean } | null {
  for (const [folder, own] of [
    [calibrationFolder(project), true],
    [publishedCalibration(project), false],
  ] as const) {
    const file = evaluationFile(folder);
    if (existsSync(file)) return { result: parseJsonFile(file, readFileSync(file, "utf8")) as CalibrationResult, own };
  }
  return null;
}
