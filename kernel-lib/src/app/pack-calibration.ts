import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gzipSync } from "node:zlib";
import { LabError } from "../base/lab-error.js";
import { cellOfFile } from "../measure/calibration/cell.js";
import { writeAtomically } from "../measure/samples/write-atomically.js";
import { basesFile, evaluationFile, sessionsFile, toolsFile } from "./calibration-folder.js";
import { readSubjects, subjectsFile } from "./calibration-subjects.js";

/** What a repository takes of one recording, bytes. */
const LARGEST = 1024 * 1024;

/**
 * Packs a calibration's recordings, with their evaluation, into a folder that can be kept or sent; what `evaluateFolder` says of both is the same.
 * @returns the names of the files that were written
 * @throws LabError "no-calibration"; "calibration-too-large" naming a recording of more than 1 MiB, "calibration-of-another" where `to`
 * holds recordings that these would not replace; before anything is written
 */
export function packCalibration(from: string, to: string): readonly string[] {
  readSubjects(from);
  const lines = new Set([basesFile, sessionsFile, toolsFile].map((file) => basename(file(from))));
  const packed = readdirSync(from)
    .filter((name) => name.endsWith(".jsonl") && (lines.has(name) || cellOfFile(name) !== null))
    .sort()
    .map((name) => ({ name: `${name}.gz`, bytes: gzipSync(readFileSync(join(from, name)), { level: 9 }) }));
  const large = packed.find(({ bytes }) => bytes.length > LARGEST);
  if (large)
    throw new LabError("calibration-too-large", `${large.name} has ${large.bytes.length} bytes, over ${LARGEST}`, {
      remedy: "Begin another calibration for more rounds of it; this one is full.",
      data: { file: large.name, bytes: large.bytes.length, most: LARGEST },
    });
  const replaced = new Set(packed.map(({ name }) => name));
  const other = existsSync(to)
    ? readdirSync(to).find((name) => cellOfFile(name) !== null && !replaced.has(name))
    : undefined;
  if (other !== undefined)
    throw new LabError("calibration-of-another", `${to} holds ${other}, which ${from} has not: two would be mixed`, {
      remedy: `Remove what is there first: rm -r ${to}`,
      data: { folder: to, file: other },
    });
  mkdirSync(to, { recursive: true });
  for (const { name, bytes } of packed) writeAtomically(join(to, name), bytes);
  const whole = [subjectsFile, evaluationFile].map((file) => file(from)).filter((file) => existsSync(file));
  for (const file of whole) copyFileSync(file, join(to, basename(file)));
  return [...packed.map(({ name }) => name), ...whole.map((file) => basename(file))];
}
