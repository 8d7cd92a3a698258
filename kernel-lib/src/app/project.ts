import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { LabError } from "../base/lab-error.js";

/** Where everything of one project lies; all paths absolute. */
export interface Project {
  readonly root: string;
  readonly notebooks: string;
  readonly subjects: string;
  readonly datasets: string;
  readonly results: string;
  readonly jobs: string;
  readonly cache: string;
  readonly venv: string;
}

/**
 * The project around a folder: the nearest folder above it with a package.json that has workspaces; without one, the nearest
 * with any package.json. The environment variable KERNEL_LIB_RESULTS puts results elsewhere.
 * @throws LabError `no-project` if no folder above has a package.json.
 */
export function findProject(from: string = process.cwd(), env: NodeJS.ProcessEnv = process.env): Project {
  const candidates: string[] = [];
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) candidates.push(folder);
    if (dirname(folder) === folder) break;
  }
  const root = candidates.find(hasWorkspaces) ?? candidates[0];
  if (root === undefined)
    throw new LabError("no-project", `${resolve(from)} lies in no project: no folder above it has a package.json`, {
      remedy: "run the command inside a project, or make one with `npm init`",
      data: { from },
    });
  const results = env.KERNEL_LIB_RESULTS ? resolve(env.KERNEL_LIB_RESULTS) : join(root, "results");
  return {
    root,
    notebooks: join(root, "notebooks"),
    subjects: join(root, "notebooks", "subjects"),
    datasets: join(root, "datasets"),
    results,
    jobs: join(results, "jobs"),
    cache: join(root, ".cache"),
    venv: join(root, ".venv"),
  };
}

function hasWorkspaces(folder: string): boolean {
  const text = readFileSync(join(folder, "package.json"), "utf8");
  try {
    return "workspaces" in (JSON.parse(text) as object);
  } catch (cause) {
    throw new LabError("package-not-json", `${join(folder, "package.json")} is not JSON`, { cause, data: { folder } });
  }
}
