import { MARKER, newMarker } from "./marker.js";

/** Variables by which Node or Python would be run another way than the plan says. */
const distorting = [
  "NODE_OPTIONS",
  "NODE_V8_COVERAGE",
  "NODE_DEBUG",
  "NODE_COMPILE_CACHE",
  "NODE_CHANNEL_FD",
  "PYTHONHASHSEED",
  "PYTHONDONTWRITEBYTECODE",
  "PYTHONOPTIMIZE",
  "PYTHONPATH",
  "VITEST",
  "VITEST_WORKER_ID",
  "VITEST_POOL_ID",
];

/**
 * The environment of a measured process: this process's own without what would change how it runs, with `padding` bytes more, because
 * the size of the environment moves the stack (Mytkowicz et al., ASPLOS '09): each process draws its own. A marker of its own
 * tells what it starts from all else, wherever that goes.
 */
export function childEnvironment(padding = 0): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !distorting.includes(name));
  return { ...Object.fromEntries(kept), [MARKER]: newMarker(), KERNEL_LIB_PADDING: "x".repeat(padding) };
}
