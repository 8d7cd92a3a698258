import { LabError } from "../base/lab-error.js";
import { readJob } from "../measure/samples/read-job.js";
import type { FamilyResult } from "../measure/verdict/family-result.js";
import { summarize } from "../measure/verdict/summarize.js";

/**
 * What a job's files say, computed anew from its plan and raw samples.
 * @throws LabError of `readJob`; `job-not-begun` if nothing was measured
 */
export function readResult(folder: string): FamilyResult {
  const job = readJob(folder);
  if (job.environment === null)
    throw new LabError("job-not-begun", `${folder} holds a plan and no samples`, {
      remedy: "measure it",
      data: { folder },
    });
  return summarize(job.plan, job.environment, job.rounds, job.sourceRuns, job.state?.notMeasured ?? [], job);
}
