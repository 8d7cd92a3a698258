import { setImmediate } from "node:timers/promises";
import type { ArmProcess } from "../arms/arm-process.js";
import type { Finding } from "./finding.js";
import type { InspectRequest, RuntimeReport } from "./inspection.js";
import { judgeInspection } from "./judge-inspection.js";
import { output } from "./output.js";

/** Time for the interleaved stretches, milliseconds; the other parts take about as long again. */
export const INSPECTION = 130;

export interface ArmInspection {
  readonly findings: readonly Finding[];
  /** To be compared among the contestants of a group: `unequalFlags`. */
  readonly runtime: RuntimeReport;
}

/**
 * Looks whether what an arm's process times is the work that it says. The body must be prepared, checked and warmed up. It does calls,
 * collects garbage and makes the body again (outside its turns): a process that was inspected is another than one that was not, so a round that
 * counts is inspected after its turns.
 * @throws ArmFailure where the arm answers wrong, or fails in any other way.
 */
export async function inspectArm(
  process: ArmProcess,
  request: Omit<InspectRequest, "milliseconds"> & { readonly milliseconds?: number; readonly caches?: boolean },
): Promise<ArmInspection> {
  const { perCall, seed, milliseconds = INSPECTION } = request;
  const before = process.printedCharacters;
  const seen = await process.request({ do: "inspect", perCall, seed, milliseconds });
  // What was printed lies in the pipes already, and is read in this turn of the loop or the next.
  await setImmediate();
  await setImmediate();
  const printed = output(process.printedCharacters - before);
  return {
    findings: [...judgeInspection(seen, { caches: request.caches ?? false }), ...printed],
    runtime: seen.runtime,
  };
}
