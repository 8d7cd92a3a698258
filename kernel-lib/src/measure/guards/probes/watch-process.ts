import { subscribe } from "node:diagnostics_channel";
import { syncBuiltinESMExports } from "node:module";
import v8 from "node:v8";

/** What the harness, or a reader of its figures, relies on: an arm that replaces one of these changes what is measured. */
const watched: readonly (readonly [string, () => unknown])[] = [
  ["performance.now", () => performance.now],
  ["performance.timeOrigin", () => performance.timeOrigin],
  ["Date", () => Date],
  ["Date.now", () => Date.now],
  ["process.hrtime", () => process.hrtime],
  ["process.hrtime.bigint", () => process.hrtime.bigint],
  ["process.cpuUsage", () => process.cpuUsage],
  ["process.resourceUsage", () => process.resourceUsage],
  ["process.memoryUsage", () => process.memoryUsage],
  ["process.getActiveResourcesInfo", () => process.getActiveResourcesInfo],
  ["JSON.parse", () => JSON.parse],
  ["JSON.stringify", () => JSON.stringify],
  ["setImmediate", () => setImmediate],
  ["setTimeout", () => setTimeout],
  ["Promise", () => Promise],
  ["Promise.prototype.then", () => Promise.prototype.then],
  ["gc", () => globalThis.gc],
];

/** What an arm does to its own process beside its work, noted from the moment that `watchProcess` is called: before its file is loaded. */
export interface ProcessWatch {
  /** Names of functions of the engine that are no longer what they were. */
  replaced(): readonly string[];
  helpers(): { readonly threads: number; readonly processes: number };
  /** Flags of the engine that were set while running, as text. */
  flagsSet(): string;
}

/** Notes worker threads, child processes, flags set at run time and replaced built-ins of this process. Call once. */
export function watchProcess(): ProcessWatch {
  const before = watched.map(([, get]) => get());
  let threads = 0;
  let processes = 0;
  const flags: string[] = [];
  subscribe("worker_threads", () => threads++);
  subscribe("child_process", () => processes++);
  const set = v8.setFlagsFromString;
  // V8 tells nobody which flags are set, so the one door to them is watched.
  v8.setFlagsFromString = (flag) => {
    flags.push(flag);
    set(flag);
  };
  syncBuiltinESMExports();
  return {
    replaced: () => watched.flatMap(([name, get], place) => (get() === before[place] ? [] : [name])),
    helpers: () => ({ threads, processes }),
    flagsSet: () => flags.join(" "),
  };
}
