import { z } from "zod";
import { type Lines, readLines } from "../samples/read-lines.js";
import type { NoiseRegime } from "./noise.js";

/** What one hog did, as its log has it: one line for each time that it was on; for each second of them where they are shorter. */
export interface NoiseEntry {
  readonly schema: 1;
  readonly regime: NoiseRegime;
  readonly core: number;
  /** Wall clock at `on`. */
  readonly startedAt: string;
  /** The system's monotonic clock (`process.hrtime`), milliseconds: the same for all processes of the machine. */
  readonly on: number;
  readonly off: number;
  /** How often it was on in between. */
  readonly times: number;
  /** CPU time that it got in between, milliseconds; less than it wanted where others wanted the core too. */
  readonly cpu: number;
}

const schema: z.ZodType<NoiseEntry> = z.strictObject({
  schema: z.literal(1),
  regime: z.enum(["quiet", "one-core", "in-step", "both-cores", "memory"]),
  core: z.int().min(0),
  startedAt: z.string(),
  on: z.number(),
  off: z.number(),
  times: z.int().positive(),
  cpu: z.number().min(0),
});

/**
 * Reads a log of noise; several hogs append to one file, each in its own order.
 * @throws LabError "samples-too-new" and "samples-broken", naming file and line.
 */
export const readNoiseLog = (file: string): Lines<NoiseEntry> => readLines(file, schema);
