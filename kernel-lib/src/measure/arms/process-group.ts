import { readdirSync, readFileSync } from "node:fs";

/** What is known of a process from /proc/<pid>/stat. */
export interface ProcessEntry {
  readonly pid: number;
  readonly group: number;
  /** Dead, and not yet waited for by its parent. */
  readonly zombie: boolean;
  /** When it began, clock ticks since boot: with the pid it names one process for good. */
  readonly began: string;
}

/** Undefined where it is gone, or there is no /proc. */
export function processEntry(pid: number): ProcessEntry | undefined {
  // The name stands in brackets, and may hold spaces and brackets.
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat === "") return undefined;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { pid, group: Number(fields[2]), zombie: fields[0] === "Z" || fields[0] === "X", began: fields[19] ?? "" };
}

/** Every process that can be seen; none where there is no /proc. O(processes): 2 ms for a hundred. */
export function allProcesses(): readonly ProcessEntry[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (processEntry(Number(name)) ?? []) : []));
}

/** The living processes of a group. */
export const membersOf = (group: number): readonly ProcessEntry[] =>
  allProcesses().filter((each) => each.group === group && !each.zombie);

/** A file of /proc, or "" where the process ended meanwhile or belongs to another user. */
export function readIfThere(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ESRCH" || code === "EACCES" || code === "EPERM") return "";
    throw error;
  }
}
