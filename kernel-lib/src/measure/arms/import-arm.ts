import { pathToFileURL } from "node:url";
import { LabError } from "../../base/lab-error.js";
import type { Family, ScriptArm } from "../../base/subject.js";

/**
 * Imports a family file into this process and finds one of its arms; another `instance` of the file ("?2") shares nothing with the first but the
 * packages that both import. @throws LabError "unknown-arm"; what the file throws. */
export async function importArm(
  of: { readonly family: string; readonly arm: string },
  instance: `?${string}` | "" = "",
): Promise<ScriptArm> {
  const { default: family } = (await import(`${pathToFileURL(of.family).href}${instance}`)) as { default: Family };
  const arm = family.arms.find(({ name }) => name === of.arm);
  if (arm?.language !== "typescript")
    throw new LabError("unknown-arm", `${of.family} has no arm "${of.arm}" in TypeScript`);
  return arm;
}
