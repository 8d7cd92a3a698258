import { LabError } from "../base/lab-error.js";
import type { Profile } from "../measure/plan/profile.js";
import { profiles } from "../measure/plan/profiles.js";

export type ProfileName = Profile["name"];

/**
 * The profile that was asked for, else the one of the run around (KERNEL_LIB_PROFILE), else `quick`.
 * @throws LabError `unknown-profile`
 */
export function profileNamed(asked: string | undefined, env: Readonly<Record<string, string | undefined>>): Profile {
  const name = asked ?? env.KERNEL_LIB_PROFILE ?? "quick";
  if (!Object.hasOwn(profiles, name))
    throw new LabError("unknown-profile", `there is no profile "${name}"`, {
      remedy: `name one of: ${Object.keys(profiles).join(" ")}`,
      data: { name },
    });
  return profiles[name as ProfileName];
}
