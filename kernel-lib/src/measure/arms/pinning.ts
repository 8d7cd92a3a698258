import { execFile, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import type { PlacementKind } from "../environment/placement-kind.js";

const run = promisify(execFile);

/** Binding processes to cores, and children to the life of their parent, as far as the platform can. */
export interface Placement {
  /** Cores that this process may use; empty where processes cannot be bound. */
  readonly cores: readonly number[];
  /** What is done: "scheduler" wherever processes are not bound, asked for or not. */
  readonly kind: PlacementKind;
  /** A command line that runs `command` on `core` (anywhere where null) and dies with this process. */
  wrap(core: number | null, command: readonly string[]): readonly [string, ...string[]];
  /** Moves a process (the threads that `kind` says) to `core`; does nothing where it is null, or processes cannot be bound. */
  move(pid: number, core: number | null): Promise<void>;
  /** Keeps this process (all its threads) and the services off `core`; the returned function gives their cores back. */
  leave(core: number | null): Promise<() => Promise<void>>;
  /** Does some synchronous work in this process's main thread on `core`, which it has left, and leaves again; where it is null, wherever it runs. */
  visit<T>(core: number | null, work: () => T): Promise<T>;
  /** Pids of the services' processes now. */
  services(): readonly number[];
}

/** "0-2,5" -> [0, 1, 2, 5] */
export function parseCores(list: string): readonly number[] {
  return list
    .trim()
    .split(",")
    .filter((part) => part !== "")
    .flatMap((part) => {
      const [first = 0, last = first] = part.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, place) => first + place);
    });
}

const works = (command: string, ...given: string[]) => spawnSync(command, given, { stdio: "ignore" }).status === 0;

function allowedCores(): readonly number[] {
  // Asked with the very options that are used below: other programs of this name (busybox) know some of them only.
  if (process.platform !== "linux" || !works("taskset", "-a", "-c", "-p", String(process.pid))) return [];
  const status = readFileSync("/proc/self/status", "utf8");
  return parseCores(/^Cpus_allowed_list:\s*(.*)$/m.exec(status)?.[1] ?? "");
}

/**
 * Finds out what this platform can do. `taskset` binds; `setpriv --pdeathsig` (util-linux) has the kernel end a child when this process
 * dies in whatever way, even while the child is in an endless loop; where it is missing, and for what children start, the guardian does
 * (guard.ts). Where `taskset` is missing, children run unbound.
 *
 * @param services pids of the services' processes now; what they start later inherits their cores
 * @param wanted which threads of an arm are bound
 */
export function findPlacement(services: () => readonly number[] = () => [], wanted: PlacementKind = "all"): Placement {
  const cores = wanted === "scheduler" ? [] : allowedCores();
  const kind = cores.length === 0 ? "scheduler" : wanted;
  const diesWithUs = process.platform === "linux" && works("setpriv", "--pdeathsig", "KILL", "true");
  const bindAll = async (list: readonly number[]): Promise<void> => {
    await Promise.all([process.pid, ...services()].map((pid) => bind(list, pid)));
  };
  return {
    cores,
    kind,
    wrap(core, command) {
      const bound = core === null || cores.length === 0 ? [] : ["taskset", "-c", String(core)];
      const tied = diesWithUs ? ["setpriv", "--pdeathsig", "KILL"] : [];
      const [program = "", ...rest] = [...bound, ...tied, ...command];
      return [program, ...rest];
    },
    async move(pid, core) {
      if (core !== null && cores.length > 0) await bind([core], pid, kind === "main" ? "main" : "all");
    },
    async leave(core) {
      const free = cores.filter((each) => each !== core);
      if (core === null || free.length === 0) return async () => {};
      await bindAll(free);
      return () => bindAll(cores);
    },
    async visit(core, work) {
      const free = cores.filter((each) => each !== core);
      if (core === null || free.length === 0) return work();
      await bind([core], process.pid, "main");
      try {
        return work();
      } finally {
        await bind(free, process.pid, "main");
      }
    },
    services,
  };
}

/** Binds a process: all its threads, or its main thread (whose id is the process's) alone. One that is gone is let go. */
async function bind(
  list: readonly number[],
  pid: number,
  threads: "all" | "main" = "all",
  attempts = 3,
): Promise<void> {
  try {
    await run("taskset", [...(threads === "all" ? ["-a"] : []), "-c", "-p", list.join(","), String(pid)]);
  } catch (error) {
    if (pid !== process.pid && !existsSync(`/proc/${pid}`)) return;
    // A thread that ended between being listed and being bound fails the command; the others are bound by the next attempt.
    if (attempts <= 1) throw error;
    await bind(list, pid, threads, attempts - 1);
  }
}
