import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { LabError } from "../base/lab-error.js";
import { basePlan } from "../measure/plan/base-plan.js";
import { describeFamily } from "../measure/plan/describe-family.js";
import type { FamilyDescription } from "../measure/plan/family-description.js";
import type { Profile } from "../measure/plan/profile.js";
import type { Progress } from "../measure/progress.js";
import { type OpenBase, openBase } from "./base-worktree.js";
import { lockfiles } from "./lockfiles.js";
import { defaultSeed, type MeasuredFamily, measurePlanned } from "./measure-family.js";
import type { PlannedFamily } from "./plan-family.js";
import type { Project } from "./project.js";

export interface MeasureAgainstBaseRequest {
  readonly file: string;
  /** The branch, tag or commit to compare with. */
  readonly ref: string;
  readonly profile: Profile;
  readonly project: Project;
  readonly seed?: number | undefined;
  readonly cases?: readonly string[] | undefined;
  /** The arms that are compared with themselves; the family's main arm where absent. */
  readonly arms?: readonly string[] | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  readonly onLine: (text: string) => void;
  readonly onProgress: (progress: Progress) => void;
}

export interface MeasuredAgainstBase extends MeasuredFamily {
  readonly commit: string;
  /** Cases of the family that were not compared, because the profile takes only those with a headline ratio. */
  readonly leftOut: readonly string[];
}

/**
 * Measures arms of the working tree against the same arms at another commit, in the same rounds. What is not committed counts as ours.
 * @throws LabError of `openBase`; "base-has-no-family"; what describing, planning and measuring throw; the signal's reason
 */
export async function measureAgainstBase(request: MeasureAgainstBaseRequest): Promise<MeasuredAgainstBase> {
  const { ref, project, env, signal, onLine } = request;
  const base = await openBase({ ref, project, env, signal, onLine, now: () => new Date() });
  try {
    const { planned, leftOut } = await planAgainst(base, request);
    return { ...(await measurePlanned(planned, { ...request, run: null })), commit: base.commit, leftOut };
  } finally {
    base.release();
  }
}

async function planAgainst(
  base: OpenBase,
  { file, profile, project, seed, cases, arms, signal }: MeasureAgainstBaseRequest,
): Promise<{ readonly planned: PlannedFamily; readonly leftOut: readonly string[] }> {
  const options = signal ? { signal } : {};
  const description = await describeFamily(file, options);
  const plan = basePlan({
    description,
    base: { commit: base.commit, description: await describeBase(base, file, project, options) },
    profile,
    seed: seed ?? defaultSeed,
    inputs: { ...lockfiles(project.root), ...prefixed(lockfiles(base.root)) },
    ...(cases ? { cases } : {}),
    ...(arms ? { arms } : {}),
  });
  const planned = new Set(plan.cases.map(({ name }) => name));
  const leftOut = cases ? [] : description.cases.map(({ name }) => name).filter((name) => !planned.has(name));
  return { planned: { plan, cases: description.folder }, leftOut };
}

const prefixed = (files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([name, hash]) => [`base: ${name}`, hash]));

async function describeBase(
  base: OpenBase,
  file: string,
  project: Project,
  options: { readonly signal?: AbortSignal },
): Promise<FamilyDescription> {
  const path = relative(project.root, file);
  const theirs = join(base.root, path);
  const { ref, commit } = base;
  if (path.startsWith("..") || !existsSync(theirs))
    throw new LabError("base-has-no-family", `base ref ${ref} (${commit.slice(0, 10)}) has no family file ${path}`, {
      remedy: "Name a base in which the family is; its file must be committed there.",
      data: { ref, commit, file: path },
    });
  return describeFamily(theirs, options);
}
