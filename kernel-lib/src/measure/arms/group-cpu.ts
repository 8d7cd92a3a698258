import { readdirSync } from "node:fs";
import { readIfThere } from "./process-group.js";

/** Milliseconds in a tick of /proc (USER_HZ is 100 on every Linux that Node runs on). */
const TICK = 10;

/** CPU time of a living process so far, all its threads that live, milliseconds; 0 where the platform does not tell. */
export function cpuOf(pid: number): number {
  if (process.platform !== "linux") return 0;
  let tasks: string[];
  try {
    tasks = readdirSync(`/proc/${pid}/task`);
  } catch {
    // The process ended.
    return 0;
  }
  return tasks.reduce(
    (sum, task) => sum + Number(readIfThere(`/proc/${pid}/task/${task}/schedstat`).split(" ")[0] ?? 0) / 1e6,
    0,
  );
}

/** CPU time of all children of this process that ended and were waited for, milliseconds, in steps of 10; 0 where the platform does not tell. */
export function cpuOfEndedChildren(): number {
  const stat = readIfThere("/proc/self/stat");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return stat === "" ? 0 : (Number(fields[13]) + Number(fields[14])) * TICK;
}
