import { LabError } from "../base/lab-error.js";
import { runProgram } from "./run-program.js";

/** A commit that a ref means, in the repository around a project. */
export interface BaseRef {
  /** As it was asked for. */
  readonly ref: string;
  /** Its full id. */
  readonly commit: string;
  /** Path of the project within its repository: "" or "packages/app/". */
  readonly prefix: string;
}

/** Set by git for its hooks: they would lead git to the repository of the hook instead of the folder's. */
const ofHooks = ["DIR", "WORK_TREE", "INDEX_FILE", "COMMON_DIR", "OBJECT_DIRECTORY", "PREFIX", "NAMESPACE"];

/** An environment in which git goes by the folder it is called in. */
export const gitEnvironment = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !ofHooks.some((each) => name === `GIT_${each}`)));

/**
 * Finds the commit that a branch, tag or other name means.
 * @throws LabError "base-not-found" for an unknown name, and where there is no git or no repository
 */
export async function resolveBase(
  ref: string,
  root: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<BaseRef> {
  const git = (...args: string[]) => runProgram("git", args, { cwd: root, env: gitEnvironment(env), signal });
  const place = await git("rev-parse", "--show-prefix");
  if (!place.ok)
    throw new LabError("base-not-found", `base ref ${ref}: ${root} lies in no git repository: ${place.output.trim()}`, {
      remedy: "Run it in a project under git.",
      data: { ref, root },
    });
  const found = await git("rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`);
  if (!found.ok)
    throw new LabError("base-not-found", `base ref ${ref} is no commit of this repository`, {
      remedy: `See \`git log\` and \`git branch --all\`; a shallow clone gets it by \`git fetch origin ${ref}\`.`,
      data: { ref, root },
    });
  return { ref, commit: found.stdout.trim(), prefix: place.stdout.replace(/\r?\n$/, "") };
}
