import { execFile, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Binding processes to cores, and children to the life of their parent, as far as the platform can. */
export interface Placement {
  /** Cores that this process may use; empty where processes cannot be bound. */
  readonly cores: readonly number[];
  /** A command line that runs `command` on `core` (anywhere where null) and dies with this process. */
  wrap(core: number | null, command: readonly string[]): readonly [string, ...string[]];
  /** Moves a process (all its threads) to `core`; does nothing where it is null, or processes cannot be bound. */
  move(pid: number, core: number | null): Promise<void>;
  /** Keeps this process (all its threads) and the services off `core`; the returned function gives their cores back. */
  leave(core: number | null): Promise<() => Promise<void>>;
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
  if (process.platform !== "linux" || !works("taskset", "-p", String(process.pid))) return [];
  const status = readFileSync("/proc/self/status", "utf8");
  return parseCores(/^Cpus_allowed_list:\s*(.*)$/m.exec(status)?.[1] ?? "");
}

/**
 * Finds out what this platform can do. `taskset` binds; `setpriv --pdeathsig` (util-linux) has the kernel end a child when this process
 * dies in whatever way, even while the child is in an endless loop; where it is missing, and for what children start, the guardian does
 * (guard.ts). Where `taskset` is missing, children run unbound.
 *
 * @param others pids of the services' processes now; what they start later inherits their cores
 */
export function findPlacement(others: () => readonly number[] = () => []): Placement {
  const cores = allowedCores();
  const diesWithUs = process.platform === "linux" && works("setpriv", "--pdeathsig", "KILL", "true");
  const bind = async (list: readonly number[], pid = process.pid, attempts = 3): Promise<void> => {
    try {
      await run("taskset", ["-a", "-c", "-p", list.join(","), String(pid)]);
    } catch (error) {
      if (pid !== process.pid && !existsSync(`/proc/${pid}`)) return;
      // A thread that ended between being listed and being bound fails the command; the others are bound by the next attempt.
      if (attempts <= 1) throw error;
      await bind(list, pid, attempts - 1);
    }
  };
  const bindAll = async (list: readonly number[]): Promise<void> => {
    await Promise.all([process.pid, ...others()].map((pid) => bind(list, pid)));
  };
  return {
    cores,
    wrap(core, command) {
      const bound = core === null || cores.length === 0 ? [] : ["taskset", "-c", String(core)];
      const tied = diesWithUs ? ["setpriv", "--pdeathsig", "KILL"] : [];
      const [program = "", ...rest] = [...bound, ...tied, ...command];
      return [program, ...rest];
    },
    async move(pid, core) {
      if (core !== null && cores.length > 0) await bind([core], pid);
    },
    async leave(core) {
      const free = cores.filter((each) => each !== core);
      if (core === null || free.length === 0) return async () => {};
      await bindAll(free);
      return () => bindAll(cores);
    },
  };
}
