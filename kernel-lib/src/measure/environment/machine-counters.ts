import { existsSync, readFileSync } from "node:fs";
import { freemem } from "node:os";

/** What the machine has counted up to a moment. Null where it does not tell. */
export interface MachineCounters {
  /** Monotonic and realtime clock, milliseconds. */
  readonly wall: number;
  readonly realtime: number;
  /** Time since boot, sleep included, milliseconds (steps of 10). */
  readonly sinceBoot: number | null;
  /** Over the cores asked for, in ticks. */
  readonly ticks: { readonly all: number; readonly busy: number; readonly stolen: number } | null;
  /** Time in which some task waited for a CPU, for memory, milliseconds. */
  readonly pressure: number | null;
  readonly memoryPressure: number | null;
  readonly majorFaults: number | null;
  readonly runnable: number | null;
  readonly freeMemoryBytes: number;
}

/** @param cores the cores to be counted; all where empty */
export function readCounters(cores: readonly number[]): MachineCounters {
  const stat = read("/proc/stat");
  const uptime = read("/proc/uptime");
  const runnable = numberIn(stat, /^procs_running (\d+)/m);
  return {
    wall: performance.now(),
    realtime: Date.now(),
    sinceBoot: uptime === null ? null : 1000 * Number(uptime.split(" ")[0]),
    ticks: stat === null ? null : ticksOf(stat, cores),
    pressure: stalled("cpu"),
    memoryPressure: stalled("memory"),
    majorFaults: numberIn(read("/proc/vmstat"), /^pgmajfault (\d+)/m),
    // This process runs while it reads.
    runnable: runnable === null ? null : Math.max(0, runnable - 1),
    freeMemoryBytes: freemem(),
  };
}

/** A line of /proc/stat: user nice system idle iowait irq softirq steal, in ticks. */
function ticksOf(stat: string, cores: readonly number[]): MachineCounters["ticks"] {
  const names = cores.length === 0 ? ["cpu"] : cores.map((core) => `cpu${core}`);
  const sum = { all: 0, busy: 0, stolen: 0 };
  for (const line of stat.split("\n")) {
    const [name = "", ...fields] = line.split(/\s+/);
    if (!names.includes(name)) continue;
    const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, softirq = 0, stolen = 0] =
      fields.map(Number);
    const busy = user + nice + system + irq + softirq;
    sum.all += busy + idle + waiting + stolen;
    sum.busy += busy;
    sum.stolen += stolen;
  }
  return sum;
}

function stalled(what: "cpu" | "memory"): number | null {
  const microseconds = numberIn(read(`/proc/pressure/${what}`), /^some .*total=(\d+)/m);
  return microseconds === null ? null : microseconds / 1000;
}

function numberIn(text: string | null, pattern: RegExp): number | null {
  const found = text === null ? undefined : pattern.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

/** PSI may be there and switched off: reading it then fails with EOPNOTSUPP. */
function read(file: string): string | null {
  if (!existsSync(file)) return null;
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (["EOPNOTSUPP", "EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) return null;
    throw error;
  }
}
