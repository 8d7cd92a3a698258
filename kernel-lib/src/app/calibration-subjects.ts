import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { LabError } from "../base/lab-error.js";
import type { Plan } from "../measure/plan/plan.js";
import { writeAtomically } from "../measure/samples/write-atomically.js";
import { checkSchema } from "../report/data/check-schema.js";
import { parseJsonFile } from "../report/data/parse-json-file.js";

const schema = z.strictObject({
  schema: z.literal(1),
  /** The case whose power is promised. */
  promised: z.string().min(1),
  kinds: z.record(z.string(), z.enum(["cpu", "allocation", "database", "server"])),
});

/** What a calibration's cells are about: all that an evaluation must know beside the recorded rounds. */
export interface CalibrationSubjects extends z.infer<typeof schema> {}

const fileOf = (folder: string): string => join(folder, "subjects.json");

/** Writes the cases of a calibration's plan into its folder; the first is the one whose power is promised. */
export function writeSubjects(folder: string, { cases }: Pick<Plan, "cases">): void {
  const kinds = Object.fromEntries(cases.map(({ name, kind }) => [name, kind]));
  const subjects: CalibrationSubjects = { schema: 1, promised: cases[0]?.name ?? "", kinds };
  writeAtomically(fileOf(folder), `${JSON.stringify(subjects)}\n`);
}

/** @throws LabError "no-calibration"; "calibration-broken" */
export function readSubjects(folder: string): CalibrationSubjects {
  const file = fileOf(folder);
  if (!existsSync(file))
    throw new LabError("no-calibration", `${folder} holds no calibration`, {
      remedy: "Make one: npx kernel-lib calibrate --minutes 30",
      data: { folder },
    });
  return checkSchema(schema, parseJsonFile(file, readFileSync(file, "utf8")), file, "calibration-broken");
}
