import { cpuOfTrees } from "./cpu-of-trees.js";
import type { RoundEnvironment } from "./environment.js";
import { type MachineCounters, readCounters } from "./machine-counters.js";
import { isQuiet } from "./round-flags.js";

/** Ticks of /proc/stat a second (USER_HZ, 100 on every Linux that Node runs on). */
const TICKS = 100;
/** Steps of the spin loop, of which a million is told: short pieces, about 0.3 ms each, so that some are not interrupted on a busy core. */
const STEPS = 200_000;
const TOLD = 1_000_000;
const PIECES = 15;

/** What the watch must know of a round. */
export interface WatchedRound {
  /** Cores that the round may use; all of the machine's where empty. */
  readonly cores?: readonly number[];
  /** Processes of the services now: what they and their descendants use is not foreign. */
  readonly services?: () => readonly number[];
  /** Does some synchronous work on the core that is measured; where absent it is done wherever this process runs. */
  readonly onCore?: <T>(work: () => T) => Promise<T>;
}

/** What the round's processes said of themselves: CPU time in milliseconds, more exact than the kernel's ticks. */
export interface UseOfProcesses {
  readonly cpu: number;
  readonly involuntarySwitches: number | null;
}

export interface RoundWatch {
  stop(processes: UseOfProcesses): Promise<RoundEnvironment>;
}

interface Reading {
  readonly counters: MachineCounters;
  /** CPU time of this process by its own account, milliseconds. */
  readonly own: number;
  /** CPU time of this process, the services and all their descendants, and of the services with theirs alone, milliseconds. */
  readonly trees: { readonly all: number; readonly services: number } | null;
}

/**
 * Starts watching the machine over a round. Ours is what this process and its descendants use, gone ones included, and the services with theirs; foreign is what
 * the cores did beyond that. The kernel's own threads count as foreign.
 */
export async function watchRound({
  cores = [],
  services = () => [],
  onCore = async (work) => work(),
}: WatchedRound = {}): Promise<RoundWatch> {
  const spinBefore = await onCore(spin);
  const before = read(cores, services());
  return {
    async stop(processes) {
      const after = read(cores, services());
      const spinAfter = await onCore(spin);
      return environmentOf(before, after, processes, [spinBefore, spinAfter]);
    },
  };
}

function read(cores: readonly number[], services: readonly number[]): Reading {
  const { user, system } = process.cpuUsage();
  // A service may be a child of this process: counted once.
  const [all, theirs] = cpuOfTrees([process.pid, ...services], services) ?? [];
  const trees = all === undefined || theirs === undefined ? null : { all, services: theirs };
  return { own: (user + system) / 1000, trees, counters: readCounters(cores) };
}

function environmentOf(
  before: Reading,
  after: Reading,
  processes: UseOfProcesses,
  spins: RoundEnvironment["spin"],
): RoundEnvironment {
  const [from, to] = [before.counters, after.counters];
  const wall = to.wall - from.wall;
  const share = (start: number | null, end: number | null) =>
    start === null || end === null ? null : Math.max(0, end - start) / wall;
  const ticks = from.ticks && to.ticks ? { from: from.ticks, to: to.ticks } : null;
  const steal = ticks && (ticks.to.stolen - ticks.from.stolen) / Math.max(1, ticks.to.all - ticks.from.all);
  const trees = before.trees && after.trees ? { before: before.trees, after: after.trees } : null;
  const serviceCpu = trees && Math.max(0, trees.after.services - trees.before.services);
  // Both are too low: the ticks are rounded down in each process, and the processes do not tell of their children.
  const told = after.own - before.own + processes.cpu + (serviceCpu ?? 0);
  const ours = Math.max(told, trees === null ? 0 : trees.after.all - trees.before.all);
  const busy = ticks && ((ticks.to.busy - ticks.from.busy) * 1000) / TICKS;
  const foreignCpu = busy === null ? null : Math.max(0, busy - ours) / wall;
  return {
    steal,
    foreignCpu,
    pressure: share(from.pressure, to.pressure),
    involuntarySwitches: processes.involuntarySwitches,
    spin: spins,
    freeMemoryBytes: Math.min(from.freeMemoryBytes, to.freeMemoryBytes),
    clockDrift: to.realtime - from.realtime - wall,
    quiet: isQuiet({ steal, foreignCpu }),
    suspended: from.sinceBoot === null || to.sinceBoot === null ? null : to.sinceBoot - from.sinceBoot - wall,
    memoryPressure: share(from.memoryPressure, to.memoryPressure),
    majorFaults: from.majorFaults === null || to.majorFaults === null ? null : to.majorFaults - from.majorFaults,
    runnable: from.runnable === null || to.runnable === null ? null : Math.max(from.runnable, to.runnable),
    serviceCpu: serviceCpu === null ? null : serviceCpu / wall,
  };
}

/** Wall time of a million steps of a fixed integer loop in this process, nanoseconds, from the fastest of 15 pieces: in all about 5 ms. */
function spin(): number {
  const fastest = Math.min(...Array.from({ length: PIECES }, spinOnce));
  return Math.round((fastest * 1e6 * TOLD) / STEPS);
}

function spinOnce(): number {
  const start = performance.now();
  let x = 1;
  for (let step = 0; step < STEPS; step++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
  }
  if (x === 0) throw new RangeError("xorshift cannot reach 0");
  return performance.now() - start;
}
