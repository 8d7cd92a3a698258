import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readPlan } from "../measure/samples/read-job.js";
import type { FamilyResult } from "../measure/verdict/family-result.js";
import { familyResultSchema } from "../report/data/family-result-schema.js";
import { parseJsonFile } from "../report/data/parse-json-file.js";
import { readResult } from "./read-result.js";

/** Where a run keeps what it computed of a family. */
export const familyDocument = (run: string, family: string): string => join(run, "families", `${family}.json`);

/**
 * The result of one of a run's jobs: as the run computed it right after measuring (reading the samples again takes up to a second), else from the
 * samples. What belongs to another plan is not taken.
 * @param job its folder, relative to the run's
 */
export function runResult(run: string, job: string): FamilyResult {
  const plan = readPlan(join(run, job));
  const file = familyDocument(run, plan.family);
  if (!existsSync(file)) return readResult(join(run, job));
  const result = familyResultSchema.parse(parseJsonFile(file, readFileSync(file, "utf8")));
  return result.job === plan.hash ? result : readResult(join(run, job));
}
