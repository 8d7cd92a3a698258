import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { CaseInput, Observation, ScenarioSpec } from "kernel-lib";

const writes = 200;

export const fsyncScenario: ScenarioSpec = {
  name: "fsync",
  title: "What a commit waits for",
  arms: ["covet"],
  needs: ["postgres"],
  metrics: [
    {
      name: "fsync",
      title: "Write and fdatasync of 8 KB",
      unit: "us",
      better: "neither",
      definition: `Median of ${writes} writes of 8,192 bytes at the start of a file beside the server's data, each with fdatasync.`,
    },
  ],
  data: () => ({ setup: { writes }, expected: writes * 8_192 }),
};

/** One write of a block of PostgreSQL's size and a wait for the disk, in the folder where the server's files are: what a commit waits for. */
export function observeFsync(given: CaseInput): Observation {
  const { writes } = given.setup as { writes: number };
  // "postgresql:///name?host=…": without a host, URL refuses the user part that others have.
  const host = new URLSearchParams(given.services.postgres?.split("?")[1]).get("host") ?? "";
  const folder = mkdtempSync(join(host, "fsync-"));
  const file = openSync(join(folder, "block"), "w");
  try {
    const block = Buffer.alloc(8_192, 1);
    let written = 0;
    const times = Array.from({ length: writes }, () => {
      const start = performance.now();
      written += writeSync(file, block, 0, block.length, 0);
      fdatasyncSync(file);
      return 1_000 * (performance.now() - start);
    });
    times.sort((a, b) => a - b);
    return { figures: { fsync: times[writes >> 1] ?? Number.NaN }, answer: written };
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
}
