import type { Profile } from "../../kernel-lib/src/measure/plan/profile.ts";
import { profiles } from "../../kernel-lib/src/measure/plan/profiles.ts";

const { armsAtMost: _, ...smoke } = profiles.smoke;

/** Profile smoke with every arm at every case. */
export const everyArm: Profile = smoke;
