import type { ArmSpec } from "../../base/subject.js";
import type { ArmFunction } from "./plan.js";

/** The functions that an arm in TypeScript has, or a command; undefined for one in Python, whose script is not read before it runs. */
export function functionsOf(arm: ArmSpec): readonly ArmFunction[] | undefined {
  switch (arm.language) {
    case "python":
      return undefined;
    case "command":
      return ["prepare"];
    case "typescript":
      return (["prepare", "observe", "serve"] as const).filter((name) => arm[name] !== undefined);
  }
}
