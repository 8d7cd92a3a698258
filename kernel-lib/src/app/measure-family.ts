import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../measure/plan/plan.js";
import type { Profile } from "../measure/plan/profile.js";
import type { Progress } from "../measure/progress.js";
import { readState } from "../measure/samples/read-job.js";
import type { FamilyResult } from "../measure/verdict/family-result.js";
import { type PlannedFamily, planFamily } from "./plan-family.js";
import type { Project } from "./project.js";
import { readResult } from "./read-result.js";
import { readRun } from "./run-folder.js";
import { runJobs } from "./run-jobs.js";
import { runResult } from "./run-result.js";

export interface MeasureFamilyRequest {
  readonly file: string;
  readonly profile: Profile;
  readonly project: Project;
  readonly seed?: number | undefined;
  readonly cases?: readonly string[] | undefined;
  readonly against?: readonly string[] | undefined;
  /** The folder of the run around, whose finished jobs are taken as they are; null outside a run. */
  readonly run: string | null;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: Progress) => void;
  /** Told of an earlier result of the same plan, before anything is measured. */
  readonly onEarlier?: (result: FamilyResult) => void;
}

export interface MeasuredFamily {
  readonly result: FamilyResult;
  readonly plan: Plan;
  readonly folder: string;
  readonly warnings: readonly string[];
}

/** The seed of every measurement that is not given another one. */
export const defaultSeed = 1;

/**
 * Measures one family as the profile says, or takes it from the run around if that has measured the same plan.
 * @throws what planning and measuring throw; the signal's reason
 */
export async function measureFamily(request: MeasureFamilyRequest): Promise<MeasuredFamily> {
  const { file, profile, project, cases, against, signal } = request;
  const seed = request.seed ?? defaultSeed;
  return measurePlanned(await planFamily({ file, profile, seed, cases, against, project, signal }), request);
}

/** Measures what is planned, and removes the folder of its cases' data. @throws what `runJobs` and `readResult` throw; the signal's reason */
export async function measurePlanned(
  planned: PlannedFamily,
  request: Pick<MeasureFamilyRequest, "project" | "run" | "signal" | "onProgress" | "onEarlier">,
): Promise<MeasuredFamily> {
  const { project, signal } = request;
  try {
    const { plan } = planned;
    const taken = request.run === null ? undefined : readRun(request.run).jobs[plan.hash];
    if (taken !== undefined && request.run !== null) {
      const folder = join(request.run, taken);
      return { result: runResult(request.run, taken), plan, folder, warnings: readState(folder)?.warnings ?? [] };
    }
    const before = join(project.jobs, plan.hash);
    if (existsSync(before) && readState(before)?.state === "finished") request.onEarlier?.(readResult(before));
    const [job] = await runJobs([planned], {
      project,
      again: true,
      signal,
      ...(request.onProgress ? { onProgress: request.onProgress } : {}),
    });
    const folder = job?.folder ?? before;
    return { result: readResult(folder), plan, folder, warnings: job?.warnings ?? [] };
  } finally {
    rmSync(planned.cases, { recursive: true, force: true });
  }
}
