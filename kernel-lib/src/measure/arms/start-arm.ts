import { dirname } from "node:path";
import type { Plan, PlannedArm } from "../plan/plan.js";
import { ArmFailure } from "./arm-failure.js";
import { ArmProcess, type TimeLimits } from "./arm-process.js";
import { childEnvironment } from "./child-environment.js";
import { childScript, pythonArm } from "./child-script.js";
import { findPython } from "./find-python.js";
import type { Placement } from "./pinning.js";

/** The same in all arms; recorded with the environment. */
export const nodeFlags: readonly string[] = ["--expose-gc", "--allow-natives-syntax"];

/** Where and how arms are started. */
export interface ArmStarter {
  readonly plan: Plan;
  /** The job's folder of case files. */
  readonly cases: string;
  readonly placement: Placement;
  /** Path or name of the Python interpreter; `.venv` above the family file where absent. */
  readonly python?: string;
  readonly limits: TimeLimits;
}

/**
 * Starts the process of one arm on one core.
 * @throws ArmFailure "arm-cannot-start" where there is no interpreter.
 */
export function startArm(
  starter: ArmStarter,
  at: { readonly arm: string; readonly case: string },
  core: number | null,
  padding: number,
): ArmProcess {
  const arm = starter.plan.arms.find(({ name }) => name === at.arm);
  const command = starter.placement.wrap(core, commandOf(starter, arm, at));
  return new ArmProcess(command, childEnvironment(padding), at, starter.limits);
}

function commandOf(
  starter: ArmStarter,
  arm: PlannedArm | undefined,
  at: { readonly arm: string; readonly case: string },
): readonly string[] {
  if (arm?.language !== "python") return [process.execPath, ...nodeFlags, childScript("arms/script-arm")];
  const python = findPython(dirname(starter.plan.familyFile), starter.python);
  if (python === undefined)
    throw new ArmFailure("arm-cannot-start", at, `${starter.python ?? ".venv with Python"} not found`, {
      remedy: "see kernel-lib doctor",
    });
  return [python, pythonArm()];
}

/** The file that `prepare` names as the family: the Python script of a Python arm. */
export const familyFileOf = (plan: Plan, armName: string): string =>
  plan.arms.find(({ name }) => name === armName)?.script ?? plan.familyFile;
