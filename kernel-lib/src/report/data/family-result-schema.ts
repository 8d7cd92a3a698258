import { z } from "zod";
import { placementKinds } from "../../measure/environment/placement-kind.js";
import type { FamilyResult } from "../../measure/verdict/family-result.js";
import { checkSchema } from "./check-schema.js";

const environment = z.strictObject({
  node: z.string(),
  v8: z.string(),
  os: z.string(),
  cpu: z.string(),
  cores: z.int().positive(),
  memoryBytes: z.number().nonnegative(),
  python: z.string().nullable(),
  pinned: z.boolean(),
  placement: z.enum(placementKinds).optional(),
  clockStep: z.number().nonnegative(),
  clockSource: z.string().nullable(),
  virtualMachine: z.boolean().nullable(),
  flags: z.array(z.string()),
  services: z.record(z.string(), z.string()).optional(),
  git: z.strictObject({ commit: z.string(), dirty: z.boolean() }).nullable(),
  recordedAt: z.string(),
});

const counted = z.int().nonnegative();
const time = z.number().nonnegative();
const ratio = z.number().positive();
const kind = z.enum(["cpu", "allocation", "database", "server"]);

const arm = z.strictObject({
  name: z.string().min(1),
  label: z.string(),
  language: z.enum(["typescript", "python", "command"]),
  package: z.string().nullable(),
  version: z.string().nullable(),
  features: z.record(z.string(), z.union([z.boolean(), z.string()])),
  note: z.string().nullable(),
  lane: z.literal("source"),
  median: time,
  mean: time,
  p95: time,
  p99: time,
  n: z.int().nonnegative(),
  runs: z.int().nonnegative(),
  batch: z.int().nonnegative(),
  collections: z.int().nonnegative(),
  quantiles: z.array(time),
  claimLane: z
    .strictObject({
      time,
      low: time,
      high: time,
      rounds: z.int().positive(),
      perRound: z.array(time),
      // Results of before these were told have none.
      classes: z
        .strictObject({ steady: counted, drifting: counted, cyclic: counted, none: counted })
        .default({ steady: 0, drifting: 0, cyclic: 0, none: 0 }),
      tiers: z.partialRecord(z.enum(["ignition", "sparkplug", "maglev", "turbofan"]), counted).default({}),
      collections: counted.default(0),
    })
    .nullable(),
});

const decided = z.strictObject({
  claim: z.string().min(1),
  arm: z.string(),
  armCase: z.string(),
  against: z.string(),
  againstCase: z.string(),
  metric: z.literal("time"),
  ratio: ratio.nullable(),
  low: ratio.nullable(),
  high: ratio.nullable(),
  level: z.number().gt(0).lt(1).nullable(),
  interval95: z.strictObject({ low: ratio, high: ratio }).nullable(),
  margin: z.number().nonnegative(),
  companion: ratio.nullable(),
  rounds: z.int().nonnegative(),
  look: z.int().nonnegative(),
  verdict: z.enum(["faster", "slower", "no difference", "undecided", "not measured"]),
  reason: z.string().nullable(),
  neededSeconds: z.number().nonnegative().nullable(),
  logs: z.array(z.number()),
  // Results of before these were told have none.
  plain: z.strictObject({ ratio, low: ratio, high: ratio }).nullable().default(null),
  mixture: z.strictObject({ arm: z.string(), rounds: counted, of: counted, times: ratio }).nullable().default(null),
  drift: z.strictObject({ ratio, low: ratio, high: ratio }).nullable().default(null),
});

const measuredCase = z.strictObject({
  case: z.string().min(1),
  title: z.string(),
  kind,
  delivery: z.enum(["as-is", "fresh", "cut"]),
  unit: z.string(),
  arms: z.array(arm),
  ratios: z.array(decided),
});

const bounds = { ratio, low: ratio, high: ratio };
const sentinel = z.strictObject({
  kind,
  passed: z.boolean(),
  reason: z.string().nullable(),
  same: z.strictObject(bounds),
  plus: z.strictObject({ known: ratio, ...bounds }),
  floor: z.number().nonnegative(),
  rounds: z.int().nonnegative(),
  lentBy: z.string().nullable(),
});

const interval = z.strictObject({ low: z.number(), high: z.number() }).nullable();
const metric = z.strictObject({
  name: z.string().min(1),
  title: z.string(),
  unit: z.enum(["ns", "us", "ms", "s", "B", "KB", "MB", "%", "count", "1/s"]),
  better: z.enum(["lower", "higher", "neither"]),
  definition: z.string(),
  arms: z.array(
    z.strictObject({
      name: z.string().min(1),
      label: z.string(),
      language: z.enum(["typescript", "python", "command"]),
      values: z.array(z.number()).min(1),
      mean: z.number(),
      interval95: interval,
    }),
  ),
  ratios: z.array(
    z.strictObject({
      claim: z.string().min(1),
      arm: z.string(),
      against: z.string(),
      ratio,
      interval95: z.strictObject({ low: ratio, high: ratio }).nullable(),
      runs: z.int().positive(),
    }),
  ),
});
const scenario = z.strictObject({
  scenario: z.string().min(1),
  title: z.string(),
  load: z
    .strictObject({
      paths: z.array(z.string()),
      connections: z.int().positive(),
      rate: z.number().positive().nullable(),
      seconds: z.number().positive(),
      warmUpSeconds: z.number().nonnegative(),
    })
    .nullable(),
  metrics: z.array(metric),
});

/** The document of `kernel-lib bench <family> --json`: every field of `FamilyResult`, no other. */
export const familyResultSchema: z.ZodType<FamilyResult> = z.strictObject({
  schema: z.literal(1),
  family: z.string().min(1),
  title: z.string(),
  operation: z.string(),
  profile: z.string(),
  decides: z.boolean(),
  seed: z.number(),
  job: z.string(),
  sampled: z.strictObject({ from: z.string(), to: z.string() }),
  environment,
  cases: z.array(measuredCase),
  scenarios: z.array(scenario),
  sentinels: z.array(sentinel),
  notMeasured: z.array(
    z.strictObject({
      case: z.string(),
      arm: z.string(),
      reason: z.string(),
      cannotHold: z.literal(true).optional(),
    }),
  ),
  rounds: z.strictObject({
    total: z.int().nonnegative(),
    quiet: z.int().nonnegative(),
    // Results of older releases have neither flags, nor the shares of the harness and of waiting.
    flags: z.record(z.string(), z.int().positive()).default({}),
    seconds: z.number().nonnegative(),
    harnessShare: z.number().nullable().default(null),
    medianSteal: z.number().nullable(),
    medianForeignCpu: z.number().nullable(),
    waited: z.number().min(0).max(1).nullable().default(null),
    spinSpread: z.number().nullable(),
  }),
});

/** @throws LabError "family-result-invalid" naming `what` and the first fault. */
export function checkFamilyResult(value: unknown, what: string): FamilyResult {
  return checkSchema(familyResultSchema, value, what, "family-result-invalid");
}
