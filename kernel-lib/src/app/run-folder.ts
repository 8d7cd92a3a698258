import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { LabError } from "../base/lab-error.js";

/** `run.json`: what a run of the report was, and where its samples are. */
export const runSchema = z.strictObject({
  schema: z.literal(1),
  id: z.string(),
  state: z.enum(["running", "finished", "failed", "stopped"]),
  profile: z.string(),
  seed: z.number(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  /** Seconds of each part: set-up (the last one recorded), measuring, notebooks, in all. */
  seconds: z.strictObject({
    setUp: z.number().nullable(),
    measuring: z.number().nullable(),
    notebooks: z.number().nullable(),
    total: z.number().nullable(),
  }),
  notebooks: z.array(
    z.strictObject({
      file: z.string(),
      state: z.enum(["waiting", "executed", "failed"]),
      reason: z.string().nullable(),
    }),
  ),
  /** What was asked for and did not happen, and why; empty in a run that is whole. */
  gaps: z.array(z.strictObject({ part: z.string(), reason: z.string() })),
  /** What was told of the time left, seconds since the start and seconds left. */
  forecast: z.array(z.strictObject({ elapsed: z.number(), left: z.number() })),
  /** Plan hash -> folder with its samples, relative to the run. */
  jobs: z.record(z.string(), z.string()),
  node: z.string(),
  /** The code that was measured; null outside a git checkout, or where the notebooks measure no family. */
  git: z.strictObject({ commit: z.string(), dirty: z.boolean() }).nullable(),
});
export interface Run extends z.infer<typeof runSchema> {}

/**
 * Reads `run.json` of a run's folder.
 * @throws LabError `no-run`, `run-broken`
 */
export function readRun(folder: string): Run {
  const file = join(folder, "run.json");
  if (!existsSync(file))
    throw new LabError("no-run", `there is no run in ${folder}`, {
      remedy: "make one with: npm start",
      data: { folder },
    });
  try {
    return runSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new LabError("run-broken", `${file} is not the record of a run`, {
      remedy: "remove that folder",
      data: { file },
      cause,
    });
  }
}
