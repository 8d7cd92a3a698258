import { readdirSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

/** Pids of the arms' processes (TypeScript and Python) that run now and whose parent is `parent`, from /proc. */
export function armsOf(parent: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const stat = read(`/proc/${pid}/stat`);
      const [state, ppid] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return (
        state !== "Z" &&
        Number(ppid) === parent &&
        /(script-arm|scenario-arm|load-generator)\.js|python\/arm\.py/.test(read(`/proc/${pid}/cmdline`))
      );
    });
}

/** User and system time of a process so far, in ticks of 10 ms; 0 where it is gone. */
export function cpuTicks(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

/** True once none of these processes lives; false if one still does after five seconds. */
export async function allGone(pids: readonly number[]): Promise<boolean> {
  const lives = (pid: number) => {
    const stat = read(`/proc/${pid}/stat`);
    return stat !== "" && stat.slice(stat.lastIndexOf(")") + 2)[0] !== "Z";
  };
  for (let attempt = 0; attempt < 250; attempt++) {
    if (!pids.some(lives)) return true;
    await setTimeout(20);
  }
  return false;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // The process ended between being listed and being read.
    return "";
  }
}

/** Pids of the living processes of a group, from /proc. */
export function groupOf(group: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const stat = read(`/proc/${pid}/stat`);
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return fields[0] !== "Z" && Number(fields[2]) === group;
    });
}

/** Pids of the living processes that an orchestrator started, at whatever remove: their environment names it. */
export function markedBy(orchestrator: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => new RegExp(`(^|\\0)KERNEL_LIB_ARM=\\d+-${orchestrator}-`).test(read(`/proc/${pid}/environ`)));
}

/** Pids of the guardians that wait for an orchestrator's end. */
export function guardianOf(orchestrator: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => new RegExp(`guardian\\.js\0\\d+-${orchestrator}-`).test(read(`/proc/${pid}/cmdline`)));
}
