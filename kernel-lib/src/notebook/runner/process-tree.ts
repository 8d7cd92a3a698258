import { readdirSync, readFileSync } from "node:fs";

/** One process, with the tick at which it started, so that a number used again is not taken for it. */
interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly startedAt: string;
}

/** The processes below `pid`, whatever group they are in. Empty on systems without /proc: there only the group is known. */
export function descendants(pid: number): readonly ProcessEntry[] {
  const all = listProcesses();
  const found: ProcessEntry[] = [];
  let parents = new Set([pid]);
  while (parents.size > 0) {
    const children = all.filter(({ parent }) => parents.has(parent));
    found.push(...children);
    parents = new Set(children.map((child) => child.pid));
  }
  return found;
}

/** Kills a process group and those of the given processes that still live. */
export function killTree(group: number, below: readonly ProcessEntry[]): void {
  signalTo(-group, "SIGKILL");
  for (const { pid, startedAt } of below) if (readEntry(pid)?.startedAt === startedAt) signalTo(pid, "SIGKILL");
}

/** Sends a signal to a process, or to a group if `target` is negative; to one that has ended it is nothing. */
export function signalTo(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error; // gone already
  }
}

function listProcesses(): ProcessEntry[] {
  let names: string[];
  try {
    names = readdirSync("/proc");
  } catch {
    return []; // not Linux
  }
  return names.filter((name) => /^\d+$/.test(name)).flatMap((name) => readEntry(Number(name)) ?? []);
}

function readEntry(pid: number): ProcessEntry | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // After the name, which may hold anything and ends with the last ")": state, parent, …; the 22nd field is the start.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { pid, parent: Number(fields[1]), startedAt: fields[19] ?? "" };
  } catch {
    return undefined; // ended meanwhile
  }
}
