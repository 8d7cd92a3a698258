import { LabError } from "../../base/lab-error.js";
import type { LoadSpec } from "../../base/subject.js";
import type { ArmProcess } from "./arm-process.js";
import type { PlayRequest } from "./play-scenario.js";
import type { givenTo } from "./start-arm.js";

export interface LoadRequest extends PlayRequest {
  readonly load: LoadSpec;
  readonly process: ArmProcess;
  readonly given: ReturnType<typeof givenTo>;
  /** The arm's core. */
  readonly core: number | null;
}

/** @throws LabError "not-yet" */
export async function putLoad({ scenario }: LoadRequest): Promise<Readonly<Record<string, number>>> {
  throw new LabError("not-yet", `scenario "${scenario.name}" has a load`);
}
