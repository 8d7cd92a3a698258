import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { LabError } from "../base/lab-error.js";
import { type CalibrationOrder, type CalibrationState, readCalibrationState, stateFile } from "./calibration-folder.js";
import { makeResultsFolder } from "./make-results-folder.js";

const poll = 250;
/** What the process may take to end its children and to evaluate when it is told to stop, milliseconds. */
const grace = 1_000;

/** Whether a calibration is going on in this folder. */
export function isCalibrating(folder: string): boolean {
  const state = readCalibrationState(folder);
  if (state?.state !== "running") return false;
  try {
    process.kill(state.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Starts a calibration in a process of its own, which outlives this one and adds to what the folder holds.
 * @returns the process's id
 * @throws LabError "calibration-running" where one is going on in this folder
 */
export async function startCalibration(folder: string, order: CalibrationOrder): Promise<number> {
  if (isCalibrating(folder))
    throw new LabError("calibration-running", `a calibration is going on in ${folder}`, {
      remedy: "Look at it with `kernel-lib calibrate --status`, end it with `kernel-lib calibrate --stop`.",
      data: { folder },
    });
  makeResultsFolder(folder);
  writeFileSync(join(folder, "order.json"), JSON.stringify(order));
  rmSync(stateFile(folder), { force: true });
  const log = openSync(join(folder, "log.txt"), "a");
  try {
    const script = fileURLToPath(new URL("./calibration-process.js", import.meta.url));
    const child = spawn(process.execPath, [script, folder], { detached: true, stdio: ["ignore", log, log] });
    const gone = new Promise<void>((resolve, reject) => child.once("exit", () => resolve()).once("error", reject));
    // It says itself what it is at; until then nobody could tell that it is going on.
    for (let ended = false; !ended && !existsSync(stateFile(folder)); )
      ended = await Promise.race([gone.then(() => true), setTimeout(poll, false)]);
    child.unref();
    return child.pid ?? 0;
  } finally {
    closeSync(log);
  }
}

/** Tells each new state until the calibration has ended. @throws LabError "calibration-failed"; the signal's reason */
export async function followCalibration(
  folder: string,
  onState: (state: CalibrationState) => void,
  signal?: AbortSignal,
): Promise<CalibrationState> {
  let told = "";
  for (;;) {
    signal?.throwIfAborted();
    const state = readCalibrationState(folder);
    if (state !== null && state.text !== told) onState(state);
    told = state?.text ?? "";
    if (state !== null && !isCalibrating(folder)) {
      const last = readCalibrationState(folder) ?? state;
      if (last.state === "finished") return last;
      const log = existsSync(join(folder, "log.txt"))
        ? readFileSync(join(folder, "log.txt"), "utf8").trim().slice(-2_000)
        : "";
      throw new LabError(
        "calibration-failed",
        `the calibration ended: ${last.error?.message ?? (log || "its process is gone")}`,
        {
          remedy: "Complete rounds are kept; the same command goes on.",
          data: { folder },
        },
      );
    }
    await setTimeout(poll, undefined, signal ? { signal } : {});
  }
}

/** Tells a calibration to stop; it evaluates what it has. @returns false where none is going on */
export async function stopCalibration(folder: string): Promise<boolean> {
  if (!isCalibrating(folder)) return false;
  const { pid = 0 } = readCalibrationState(folder) ?? {};
  process.kill(pid, "SIGTERM");
  await setTimeout(grace);
  return true;
}
