import { z } from "zod";
import type { CalibrationResult } from "../../measure/calibration/calibration-result.js";
import { placementKinds } from "../../measure/environment/placement-kind.js";
import { checkSchema } from "../data/check-schema.js";

const counted = z.int().nonnegative();
const estimate = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });
const share = z.strictObject({
  count: counted,
  of: z.int().positive(),
  value: z.number(),
  low: z.number(),
  high: z.number(),
});
const regime = z.enum(["quiet", "one-core", "in-step", "both-cores", "memory"]);
const at = { case: z.string().min(1), regime };

/** `evaluation.json` of a calibration: every field of `CalibrationResult`, no other. */
const calibrationSchema: z.ZodType<CalibrationResult> = z.strictObject({
  schema: z.literal(1),
  seed: z.number(),
  claims: z.int().positive(),
  promised: z.string(),
  sampled: z.strictObject({ from: z.string(), to: z.string() }),
  machines: z.array(z.string().min(1)),
  net: z.boolean(),
  cells: z.array(
    z.strictObject({
      ...at,
      placement: z.enum(placementKinds),
      margin: z.number().positive(),
      rounds: counted,
      ratios: counted,
      secondsEach: z.number().positive(),
      spread: estimate.nullable(),
      plainSpread: estimate.nullable().default(null),
      mean: estimate,
      live: z.strictObject({ decisions: counted, wrong: counted, noDifference: counted }),
      replayed: z.strictObject({ wrong: share, noDifference: share, undecided: share }).nullable(),
      coverage: z.array(z.strictObject({ rounds: z.int().positive(), held: share })),
    }),
  ),
  known: z.array(
    z.strictObject({
      case: z.string().min(1),
      known: z.number().positive(),
      rounds: counted,
      ratio: estimate,
      bias: estimate,
    }),
  ),
  regimes: z.array(
    z.strictObject({ regime, wrong: share.nullable(), live: z.strictObject({ decisions: counted, wrong: counted }) }),
  ),
  reports: share.nullable(),
  wrongSign: share.nullable(),
  power: z.array(
    z.strictObject({
      ...at,
      effect: z.number().nonnegative(),
      seconds: z.number().positive(),
      affordable: counted,
      rounds: counted,
      found: share,
    }),
  ),
  oldErrors: z.array(
    z.strictObject({
      ...at,
      id: z.enum(["sequential order", "repeats in one process", "fixed order", "placement by the scheduler"]),
      goal: z.string(),
      unit: z.enum(["%", "x"]),
      old: estimate,
      ours: estimate,
    }),
  ),
  tools: z.array(
    z.strictObject({
      ...at,
      tool: z.string().min(1),
      effect: z.number().nonnegative(),
      different: share,
      ratios: z.strictObject({ low: z.number(), high: z.number() }),
      seconds: z.number().nonnegative(),
    }),
  ),
  base: z.strictObject({
    wrong: share.nullable(),
    noDifference: share.nullable(),
    found: share.nullable(),
    missed: share.nullable(),
    within: z.number().positive(),
  }),
  harness: estimate.nullable(),
});

/** @throws LabError "calibration-broken" naming `what` and the first fault. */
export function checkCalibration(value: unknown, what: string): CalibrationResult {
  return checkSchema(calibrationSchema, value, what, "calibration-broken");
}
