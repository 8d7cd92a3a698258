import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { writeAtomically } from "./write-atomically.js";

/** The files of a job that hold samples, one line each. */
export const sampleFiles = ["rounds.jsonl", "source.jsonl", "scenarios.jsonl", "lent.jsonl"] as const;

/** Packs a finished job's samples: each `.jsonl` becomes a `.jsonl.gz`, which is there before the other goes. */
export function packSamples(folder: string): void {
  for (const name of sampleFiles) {
    const file = join(folder, name);
    if (!existsSync(file)) continue;
    writeAtomically(`${file}.gz`, gzipSync(readFileSync(file)));
    rmSync(file);
  }
}
