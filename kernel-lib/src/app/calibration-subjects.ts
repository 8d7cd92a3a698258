import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { LabError } from "../base/lab-error.js";
import { canonicalJson } from "../measure/plan/canonical-json.js";
import type { Plan } from "../measure/plan/plan.js";
import { writeAtomically } from "../measure/samples/write-atomically.js";
import { checkSchema } from "../report/data/check-schema.js";
import { parseJsonFile } from "../report/data/parse-json-file.js";

const schema = z.strictObject({
  schema: z.literal(1),
  /** The case whose power is promised. */
  promised: z.string().min(1),
  kinds: z.record(z.string(), z.enum(["cpu", "allocation", "database", "server"])),
  /** How its rounds are made: rounds of another make are another calibration. */
  rounds: z.strictObject({
    turn: z.number().positive(),
    turnsPerRound: z.int().positive(),
    leastTurns: z.int().positive(),
    leadIn: z.number().min(0),
    warmUp: z.strictObject({ turn: z.number(), atLeast: z.number(), atMost: z.number() }),
    /** What other processes had the core for is told beside each turn; absent in rounds of before. */
    waits: z.literal(true).optional(),
    /** So is what its own garbage collections took; absent in rounds of before. */
    pauses: z.literal(true).optional(),
  }),
});

/** What a calibration's cells are about: all that an evaluation must know beside the recorded rounds. */
export interface CalibrationSubjects extends z.infer<typeof schema> {}

export const subjectsFile = (folder: string): string => join(folder, "subjects.json");

/**
 * Writes the cases of a calibration's plan and how its rounds are made into its folder; the first case is the one whose power is promised.
 * @throws LabError "calibration-of-other-rounds" where the folder holds rounds that were made otherwise; "calibration-broken"
 */
export function writeSubjects(folder: string, { cases, profile }: Pick<Plan, "cases" | "profile">): void {
  const kinds = Object.fromEntries(cases.map(({ name, kind }) => [name, kind]));
  const { turn, turnsPerRound, leastTurns, leadIn, warmUp } = profile;
  const rounds = { turn, turnsPerRound, leastTurns, leadIn, warmUp, waits: true, pauses: true } as const;
  const subjects: CalibrationSubjects = { schema: 1, promised: cases[0]?.name ?? "", kinds, rounds };
  if (existsSync(subjectsFile(folder)) && canonicalJson(readSubjects(folder).rounds) !== canonicalJson(rounds))
    throw new LabError("calibration-of-other-rounds", `${folder} holds rounds that were made otherwise than now`, {
      remedy: `Put it aside (mv ${folder} ${folder}.old) and calibrate anew.`,
      data: { folder, recorded: readSubjects(folder).rounds, now: rounds },
    });
  writeAtomically(subjectsFile(folder), `${JSON.stringify(subjects)}\n`);
}

/** @throws LabError "no-calibration"; "calibration-broken" */
export function readSubjects(folder: string): CalibrationSubjects {
  const file = subjectsFile(folder);
  if (!existsSync(file))
    throw new LabError("no-calibration", `${folder} holds no calibration`, {
      remedy: "Make one: npx kernel-lib calibrate --minutes 30",
      data: { folder },
    });
  return checkSchema(schema, parseJsonFile(file, readFileSync(file, "utf8")), file, "calibration-broken");
}
