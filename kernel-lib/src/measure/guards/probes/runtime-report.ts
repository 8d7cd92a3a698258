import { getPriority } from "node:os";
import { getHeapStatistics } from "node:v8";
import type { RuntimeReport } from "../inspection.js";

/** How this process runs, for the comparison with others of its group. `flagsSet`: flags of the engine set at run time. */
export function runtimeReport(flagsSet: string): RuntimeReport {
  const { NODE_OPTIONS = "", NODE_ENV = "", UV_THREADPOOL_SIZE = "" } = process.env;
  return {
    node: process.version,
    v8: process.versions.v8,
    "node flags": process.execArgv.join(" "),
    "flags set while running": flagsSet,
    NODE_OPTIONS,
    NODE_ENV,
    UV_THREADPOOL_SIZE,
    "heap limit": `${getHeapStatistics().heap_size_limit} bytes`,
    priority: String(getPriority()),
    directory: process.cwd(),
  };
}
