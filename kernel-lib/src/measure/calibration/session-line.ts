import { z } from "zod";
import { type Lines, readLines } from "../samples/read-lines.js";

const schema = z.strictObject({
  schema: z.literal(1),
  /** The plan's hash. */
  plan: z.string(),
  seed: z.number(),
  /** The Node that measured. */
  node: z.string(),
  /** Model and number of its cores: "AMD EPYC x 2". */
  cpu: z.string().min(1),
  from: z.string(),
  to: z.string(),
  rounds: z.int().nonnegative(),
});

/** One stretch of recording, as it lies on disk: on which machine, when, how many rounds. */
export interface SessionLine extends z.infer<typeof schema> {}

/**
 * Reads a calibration's sessions; no file holds no lines.
 * @throws LabError "samples-too-new", "samples-edited" and "samples-broken", naming file and line.
 */
export const readSessionLines = (file: string): Lines<SessionLine> => readLines(file, schema);

/** The machines that recorded, each once, in the order in which they first did. Pure. */
export const machinesOf = (sessions: readonly SessionLine[]): readonly string[] => [
  ...new Set(sessions.filter(({ rounds }) => rounds > 0).map(({ cpu }) => cpu)),
];
