import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { LabError } from "../base/lab-error.js";
import { cellOfFile } from "../measure/calibration/cell.js";
import { readLines } from "../measure/samples/read-lines.js";
import { newestRound, roundSchema } from "../measure/samples/schemas.js";
import { writeAtomically } from "../measure/samples/write-atomically.js";
import { basesFile, sessionsFile, toolsFile } from "./calibration-folder.js";
import { readSubjects, subjectsFile } from "./calibration-subjects.js";

const PACKED = ".gz";

/**
 * Unpacks a calibration that was packed, so that more can be added to it; its evaluation is to be made anew. Recordings are read whole before anything is written.
 * @param from the packed folder
 * @param to a folder without a calibration
 * @returns the names of the files that were written
 * @throws LabError "no-calibration"; "calibration-there" where `to` holds one; those of reading samples
 */
export function unpackCalibration(from: string, to: string): readonly string[] {
  readSubjects(from);
  if (existsSync(subjectsFile(to)))
    throw new LabError("calibration-there", `${to} holds a calibration already: two would be mixed`, {
      remedy: `Put it aside first (mv ${to} ${to}.old).`,
      data: { folder: to },
    });
  const lines = new Set([basesFile, sessionsFile, toolsFile].map((file) => basename(file(from))));
  const names = readdirSync(from).flatMap((name) => (name.endsWith(PACKED) ? [name.slice(0, -PACKED.length)] : []));
  const cells = names.filter((name) => cellOfFile(name) !== null);
  for (const name of cells) readLines(join(from, name), roundSchema, newestRound);
  mkdirSync(to, { recursive: true });
  const written = [...cells, ...names.filter((name) => lines.has(name))].sort();
  for (const name of written) writeAtomically(join(to, name), gunzipSync(readFileSync(join(from, name + PACKED))));
  // Last: a folder that a crash left half filled holds no calibration, and is filled anew.
  copyFileSync(subjectsFile(from), subjectsFile(to));
  return [...written, basename(subjectsFile(to))];
}
