import { existsSync, readdirSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { LabError } from "../base/lab-error.js";
import type { Project } from "./project.js";

/**
 * The family file that a name or a path means: `router` is `notebooks/subjects/router.ts` of the project, or `subjects/router.ts`
 * beside the notebook; anything with a slash or an ending is a path.
 * @returns its absolute path
 * @throws LabError `unknown-family`, listing the families there are
 */
export function familyFile(name: string, project: Project, cwd: string): string {
  if (isAbsolute(name) || /[\\/]|\.[mc]?[jt]s$/.test(name)) return resolve(cwd, name);
  const folders = [project.subjects, join(cwd, "subjects"), join(cwd, "notebooks", "subjects")];
  for (const folder of folders)
    for (const ending of ["ts", "mjs", "js"])
      if (existsSync(join(folder, `${name}.${ending}`))) return join(folder, `${name}.${ending}`);
  const known = familyNames(project);
  throw new LabError("unknown-family", `there is no family "${name}"`, {
    remedy: `name one of: ${known.join(" ")}; or the path of a family file; \`npx kernel-lib new ${name}\` writes one`,
    data: { name, known, folders },
  });
}

/** The families of the project, by name. */
export function familyNames(project: Project): string[] {
  if (!existsSync(project.subjects)) return [];
  return readdirSync(project.subjects)
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.slice(0, -3))
    .sort();
}
