import { describeFamily } from "../measure/plan/describe-family.js";
import { makePlan } from "../measure/plan/make-plan.js";
import type { Plan } from "../measure/plan/plan.js";
import type { Profile } from "../measure/plan/profile.js";
import { lockfiles } from "./lockfiles.js";
import type { Project } from "./project.js";

export interface PlanFamilyRequest {
  readonly file: string;
  readonly profile: Profile;
  readonly seed: number;
  readonly cases?: readonly string[] | undefined;
  readonly against?: readonly string[] | undefined;
  readonly project: Project;
  readonly signal?: AbortSignal | undefined;
}

/** A family as it is to be measured, and the folder with its cases' data, which the caller removes. */
export interface PlannedFamily {
  readonly plan: Plan;
  readonly cases: string;
}

/** Describes a family file in a process of its own and plans its measurement. @throws what those two throw */
export async function planFamily(request: PlanFamilyRequest): Promise<PlannedFamily> {
  const { project, profile, seed, cases, against, signal } = request;
  const description = await describeFamily(request.file, signal ? { signal } : {});
  const plan = makePlan({
    description,
    profile,
    seed,
    inputs: lockfiles(project.root),
    ...(cases ? { cases } : {}),
    ...(against ? { against } : {}),
  });
  return { plan, cases: description.folder };
}
