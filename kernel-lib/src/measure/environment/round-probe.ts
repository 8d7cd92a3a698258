import { existsSync, readFileSync } from "node:fs";
import { freemem } from "node:os";
import type { RoundEnvironment } from "./environment.js";

/** Thresholds of "quiet": the share that the hypervisor took, and foreign CPU time as a share of one core. */
export const quietLimits = { steal: 0.01, foreignCpu: 0.05 } as const;

/** Ticks of /proc/stat a second (USER_HZ, 100 on every Linux that Node runs on). */
const TICKS = 100;
const SPINS = 1_000_000;

interface Reading {
  readonly wall: number;
  readonly realtime: number;
  readonly own: number;
  readonly ticks: { readonly all: number; readonly busy: number; readonly stolen: number } | null;
  readonly pressure: number | null;
  readonly spin: number;
}

/** Starts watching the machine; `stop` is given what the round's processes used (CPU in milliseconds). */
export function watchRound(): {
  stop(processes: { readonly cpu: number; readonly involuntarySwitches: number | null }): RoundEnvironment;
} {
  const before = read();
  return {
    stop(processes) {
      const after = read();
      const seconds = (after.wall - before.wall) / 1000;
      const ticks = before.ticks && after.ticks ? { before: before.ticks, after: after.ticks } : null;
      const steal =
        ticks && (ticks.after.stolen - ticks.before.stolen) / Math.max(1, ticks.after.all - ticks.before.all);
      const busy = ticks && (ticks.after.busy - ticks.before.busy) / TICKS;
      const ours = (after.own - before.own + processes.cpu) / 1000;
      const foreignCpu = busy === null ? null : Math.max(0, busy - ours) / seconds;
      const pressure =
        before.pressure === null || after.pressure === null ? null : (after.pressure - before.pressure) / 1e6 / seconds;
      return {
        steal,
        foreignCpu,
        pressure,
        involuntarySwitches: processes.involuntarySwitches,
        spin: [before.spin, after.spin],
        freeMemoryBytes: freemem(),
        clockDrift: after.realtime - before.realtime - (after.wall - before.wall),
        // Quiet means shown to be quiet: where the platform does not tell, it is not.
        quiet:
          steal !== null && foreignCpu !== null && steal <= quietLimits.steal && foreignCpu <= quietLimits.foreignCpu,
      };
    },
  };
}

function read(): Reading {
  const { user, system } = process.cpuUsage();
  return {
    wall: performance.now(),
    realtime: Date.now(),
    own: (user + system) / 1000,
    ticks: readTicks(),
    pressure: readPressure(),
    spin: spin(),
  };
}

/** /proc/stat: user nice system idle iowait irq softirq steal, in ticks over all cores. */
function readTicks(): Reading["ticks"] {
  if (!existsSync("/proc/stat")) return null;
  const fields = readFileSync("/proc/stat", "utf8").split("\n")[0]?.split(/\s+/).slice(1).map(Number) ?? [];
  const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, softirq = 0, stolen = 0] = fields;
  const busy = user + nice + system + irq + softirq;
  return { all: busy + idle + waiting + stolen, busy, stolen };
}

/** Microseconds in which some task waited for a CPU. */
function readPressure(): number | null {
  if (!existsSync("/proc/pressure/cpu")) return null;
  const total = /^some .*total=(\d+)/m.exec(readFileSync("/proc/pressure/cpu", "utf8"))?.[1];
  return total === undefined ? null : Number(total);
}

/** Wall time of a fixed integer loop in this process, nanoseconds: about a millisecond. */
function spin(): number {
  const start = performance.now();
  let x = 1;
  for (let turn = 0; turn < SPINS; turn++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
  }
  if (x === 0) throw new RangeError("xorshift cannot reach 0");
  return Math.round((performance.now() - start) * 1e6);
}
