import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { LabError } from "../../base/lab-error.js";
import { checkPlan } from "../plan/check-plan.js";
import type { Plan } from "../plan/plan.js";
import { dropCut } from "./drop-cut.js";
import { sampleFiles } from "./pack-samples.js";
import { type Job, readJob, readState } from "./read-job.js";
import { writeAtomically } from "./write-atomically.js";

export interface OpenRequest {
  /** `results/jobs` */
  readonly root: string;
  readonly plan: Plan;
  /** The folder into which `describeFamily` wrote the cases' data. */
  readonly cases: string;
  /** True: a finished job of this plan is put aside as `<hash>.previous` and measured anew. */
  readonly again?: boolean;
}

/**
 * Opens the job of a plan: makes its folder, or goes on with the one that is there. A last line that a crash cut off is taken away.
 * The caller holds the machine's lock.
 * @throws LabError "job-not-writable"; "case-data-differs" where a data file is not the one that the plan was made for; "family-not-found" where the
 * family file is gone and there is still to be measured; those of `checkPlan` and `readJob`.
 */
export function openJob({ root, plan, cases, again }: OpenRequest): Job {
  const folder = join(root, plan.hash);
  checkPlan(plan);
  try {
    if (again && existsSync(folder) && readState(folder)?.state === "finished") {
      rmSync(`${folder}.previous`, { recursive: true, force: true });
      renameSync(folder, `${folder}.previous`);
    }
    mkdirSync(join(folder, "cases"), { recursive: true });
    for (const { name } of [...plan.cases, ...plan.scenarios]) {
      const file = join(folder, "cases", `${name}.json`);
      if (!existsSync(file)) cpSync(join(cases, `${name}.json`), file);
    }
    if (!existsSync(join(folder, "plan.json"))) writeAtomically(join(folder, "plan.json"), `${JSON.stringify(plan)}\n`);
  } catch (cause) {
    if (cause instanceof LabError) throw cause;
    throw new LabError("job-not-writable", `the job's folder ${folder} cannot be written: ${String(cause)}`, {
      remedy: "Make the results folder writable.",
      data: { folder },
      cause,
    });
  }
  checkData(folder, plan);
  const job = readJob(folder);
  if (job.state?.state !== "finished") checkFile(plan);
  for (const name of sampleFiles) dropCut(join(folder, name));
  return job;
}

function checkData(folder: string, plan: Plan): void {
  for (const { name, data } of [...plan.cases, ...plan.scenarios]) {
    const file = join(folder, "cases", `${name}.json`);
    if (createHash("sha256").update(readFileSync(file)).digest("hex") !== data)
      throw new LabError("case-data-differs", `${file} is not the data that the plan was made for`, {
        remedy: `Remove ${folder} and measure again.`,
        data: { file, expected: data },
      });
  }
}

function checkFile({ family, familyFile }: Plan): void {
  if (!existsSync(familyFile))
    throw new LabError(
      "family-not-found",
      `there is no family file ${familyFile}, from which family "${family}" was planned`,
      {
        remedy: "Plan it anew from where its file is now.",
        data: { family, file: familyFile },
      },
    );
}
