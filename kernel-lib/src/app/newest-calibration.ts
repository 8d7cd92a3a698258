import { existsSync, readFileSync } from "node:fs";
import type { CalibrationResult } from "../measure/calibration/calibration-result.js";
import { checkCalibration } from "../report/calibration/calibration-schema.js";
import { parseJsonFile } from "../report/data/parse-json-file.js";
import { evaluationFile } from "./calibration-folder.js";

/**
 * The evaluation of the first of these folders that holds one; null where none does.
 * @throws LabError "file-not-json"; "calibration-broken", naming the file and its first fault
 */
export function newestCalibration(
  folders: readonly string[],
): { readonly result: CalibrationResult; readonly folder: string } | null {
  const folder = folders.find((each) => existsSync(evaluationFile(each)));
  if (folder === undefined) return null;
  const file = evaluationFile(folder);
  return { result: checkCalibration(parseJsonFile(file, readFileSync(file, "utf8")), file), folder };
}
