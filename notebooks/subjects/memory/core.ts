import { spawnSync } from "node:child_process";
import type { Observation, ScenarioSpec } from "kernel-lib";
import { megabyte } from "./held-bytes.ts";

export const core: ScenarioSpec = {
  name: "core",
  title: "The framework, loaded and listening",
  arms: ["covet", "fastify", "fastapi", "sqlalchemy", "django"],
  metrics: [
    {
      name: "heap-mb",
      title: "Heap",
      unit: "MB",
      better: "lower",
      definition:
        "Reachable bytes of a process that has loaded the framework and, where it has a server, listens with one route, no database opened; less those of an empty process of the same language: V8's used heap and external memory after two collections; in Python what tracemalloc counts.",
    },
    {
      name: "rss-mb",
      title: "Resident memory",
      unit: "MB",
      better: "lower",
      definition:
        "Resident set of a process that has loaded the framework and, where it has a server, listens with one route, no database opened; less that of an empty process of the same language.",
    },
  ],
  data: () => ({ setup: null, expected: { loaded: true } }),
};

/** Bytes, as a child process prints them. */
interface Footprint {
  readonly heap: number;
  readonly rss: number;
}

/** A Node process that runs `start`, then tells, then runs `stop`. */
function footprint(start: string, stop: string): Footprint {
  const code = `${start}
    gc({ type: "major", execution: "sync", flavor: "last-resort" });
    const { heapUsed, external, rss } = process.memoryUsage();
    console.log(JSON.stringify({ heap: heapUsed + external, rss }));
    ${stop}`;
  const args = ["--expose-gc", "--input-type=module", "-e", code];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`the process that loads the framework failed: ${stderr}`);
  return JSON.parse(stdout) as Footprint;
}

/** What a framework adds to an empty process; both are code, as ES modules. */
export function observeCore(start: string, stop: string): Observation {
  const empty = footprint("", "");
  const loaded = footprint(start, stop);
  return {
    figures: { "heap-mb": (loaded.heap - empty.heap) / megabyte, "rss-mb": (loaded.rss - empty.rss) / megabyte },
    answer: { loaded: true },
  };
}
