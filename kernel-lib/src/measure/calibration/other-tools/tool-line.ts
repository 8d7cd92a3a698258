import { z } from "zod";
import { type Lines, readLines } from "../../samples/read-lines.js";
import type { NoiseRegime } from "../noise.js";
import type { ToolEffect, ToolKind, ToolVerdict } from "./tool.js";

/** One verdict of one tool as it lies on disk. */
export interface ToolLine extends Omit<ToolVerdict, "rule"> {
  readonly schema: 1;
  /** The tool and the rule by which its figures were read. */
  readonly tool: string;
  readonly kind: ToolKind;
  readonly effect: ToolEffect;
  readonly regime: NoiseRegime;
  /** When the comparison ended. */
  readonly at: string;
}

const schema: z.ZodType<ToolLine> = z.strictObject({
  schema: z.literal(1),
  tool: z.string(),
  kind: z.enum(["integer", "json"]),
  effect: z.union([z.literal(0), z.literal(0.03)]),
  regime: z.enum(["quiet", "one-core", "in-step", "both-cores", "memory"]),
  verdict: z.enum(["different", "not different"]),
  ratio: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  seconds: z.number().min(0),
  at: z.string(),
});

/**
 * Reads what other tools have said so far; no file holds no lines.
 * @throws LabError "samples-too-new" and "samples-broken", naming file and line.
 */
export const readToolLines = (file: string): Lines<ToolLine> => readLines(file, schema);
