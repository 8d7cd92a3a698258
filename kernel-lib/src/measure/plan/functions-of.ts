import type { ArmSpec } from "../../base/subject.js";
import type { ArmFunction } from "./plan.js";

/** The functions that an arm in TypeScript has; undefined for one in Python, whose script is not read before it runs. */
export const functionsOf = (arm: ArmSpec): readonly ArmFunction[] | undefined =>
  arm.language === "python"
    ? undefined
    : (["prepare", "observe", "serve"] as const).filter((name) => arm[name] !== undefined);
