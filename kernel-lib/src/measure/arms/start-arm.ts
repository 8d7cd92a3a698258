import { dirname, join } from "node:path";
import type { Plan, PlannedArm } from "../plan/plan.js";
import { ArmFailure } from "./arm-failure.js";
import { ArmProcess, type TimeLimits } from "./arm-process.js";
import { childEnvironment } from "./child-environment.js";
import { childScript, pythonArm } from "./child-script.js";
import { findPython } from "./find-python.js";
import type { Placement } from "./pinning.js";
import type { ServiceUrls } from "./protocol.js";

/** The same in all arms; recorded with the environment. */
export const nodeFlags: readonly string[] = ["--expose-gc", "--allow-natives-syntax"];

/** What keeps a program from answering more often than anything else. */
const FLUSH =
  "a program must write one answer for each line that it reads, and flush it (jq --unbuffered, python3 -u, sed -u)";

/** Where and how arms are started. */
export interface ArmStarter {
  readonly plan: Plan;
  /** The job's folder of case files. */
  readonly cases: string;
  readonly placement: Placement;
  /** Path or name of the Python interpreter; `.venv` above the family file where absent. */
  readonly python?: string;
  readonly limits: TimeLimits;
  /** URLs of the services that were started, with the family's own databases. */
  readonly services: ServiceUrls;
  /** Told what is wrong with an arm beside its answers: processes that it left behind, memory that grows. */
  readonly onFinding?: (text: string) => void;
}

/** The program of an arm: `script-arm` for timed bodies, `scenario-arm` for scenarios; a Python arm has one for both, a command arm its driver. */
export type ArmProgram = "script-arm" | "scenario-arm";

/**
 * Starts the process of one arm on one core.
 * @throws ArmFailure "arm-cannot-start" where there is no interpreter.
 */
export function startArm(
  starter: ArmStarter,
  at: { readonly arm: string; readonly case: string },
  core: number | null,
  padding: number,
  program: ArmProgram = "script-arm",
): ArmProcess {
  const arm = starter.plan.arms.find(({ name }) => name === at.arm);
  const command = starter.placement.wrap(core, commandOf(starter, arm, at, program));
  const hint = arm?.language === "command" ? { hangRemedy: FLUSH } : {};
  return new ArmProcess(command, childEnvironment(padding), at, starter.limits, { ...hint, ...findings(starter) });
}

const findings = ({ onFinding }: ArmStarter) => (onFinding === undefined ? {} : { onFinding });

function commandOf(
  starter: ArmStarter,
  arm: PlannedArm | undefined,
  at: { readonly arm: string; readonly case: string },
  program: ArmProgram,
): readonly string[] {
  if (arm?.language === "command") return [process.execPath, ...nodeFlags, childScript("arms/command-arm")];
  if (arm?.language !== "python") return [process.execPath, ...nodeFlags, childScript(`arms/${program}`)];
  const python = findPython(dirname(starter.plan.familyFile), starter.python);
  if (python === undefined)
    throw new ArmFailure("arm-cannot-start", at, `${starter.python ?? ".venv with Python"} not found`, {
      remedy: "see kernel-lib doctor",
    });
  return [python, pythonArm()];
}

/** Starts the generator of a load for an arm that serves, on another core than the arm's where there is one. */
export function startGenerator(
  { placement, limits }: ArmStarter,
  at: { readonly case: string },
  armCore: number | null,
): ArmProcess {
  const core = placement.cores.findLast((each) => each !== armCore) ?? null;
  const command = placement.wrap(core, [process.execPath, childScript("arms/load-generator")]);
  return new ArmProcess(command, childEnvironment(), { arm: "load generator", case: at.case }, limits);
}

/** What `prepare`, `observe` and `serve` are told: family file, arm, data, and the URLs of the services that the case needs. */
export function givenTo({ plan, cases, services }: ArmStarter, at: { readonly arm: string; readonly case: string }) {
  const needs = [...plan.cases, ...plan.scenarios].find(({ name }) => name === at.case)?.needs ?? [];
  const urls = Object.fromEntries(needs.flatMap((name) => (services[name] ? [[name, services[name]]] : [])));
  const arm = plan.arms.find(({ name }) => name === at.arm);
  return {
    // The file that `prepare` names as the family: the Python script of a Python arm.
    family: arm?.script ?? arm?.module ?? plan.familyFile,
    arm: arm?.nameInFile ?? at.arm,
    data: join(cases, `${at.case}.json`),
    services: urls as ServiceUrls,
  };
}
