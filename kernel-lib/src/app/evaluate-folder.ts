import { readBaseLines } from "../measure/calibration/base-line.js";
import type { CalibrationResult } from "../measure/calibration/calibration-result.js";
import { evaluateCalibration, type ReplayCounts, wholeCounts } from "../measure/calibration/evaluate-calibration.js";
import { readToolLines } from "../measure/calibration/other-tools/tool-line.js";
import { readCells } from "../measure/calibration/read-cells.js";
import { readSessionLines } from "../measure/calibration/session-line.js";
import { margins } from "../measure/plan/margins.js";
import { profiles } from "../measure/plan/profiles.js";
import { writeAtomically } from "../measure/samples/write-atomically.js";
import { basesFile, evaluationFile, sessionsFile, toolsFile } from "./calibration-folder.js";
import { readSubjects } from "./calibration-subjects.js";

/**
 * Evaluates all that a calibration's folder holds and writes `evaluation.json` there. Nothing is measured: the same files and seed give the same bytes.
 * @throws LabError "no-calibration" for a folder without one; those of reading samples
 */
export async function evaluateFolder(
  folder: string,
  seed: number,
  counts: ReplayCounts = wholeCounts,
): Promise<CalibrationResult> {
  const { promised, kinds } = readSubjects(folder);
  const result = evaluateCalibration({
    cells: readCells(folder),
    tools: readToolLines(toolsFile(folder)).items,
    bases: readBaseLines(basesFile(folder)).items,
    sessions: readSessionLines(sessionsFile(folder)).items,
    profile: profiles.claim,
    margins: Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, margins[kind]])),
    promised,
    seed,
    counts,
  });
  writeAtomically(evaluationFile(folder), `${JSON.stringify(result)}\n`);
  return result;
}
