import { z } from "zod";
import type { Environment } from "../environment/environment.js";
import { placementKinds } from "../environment/placement-kind.js";
import type { LentRound } from "./lent-round.js";
import type { Round, SourceRun } from "./round.js";
import type { ScenarioRun } from "./scenario-run.js";

const collections = z.strictObject({ count: z.number().min(0), milliseconds: z.number().min(0) });
const share = z.number().min(0).nullable();

const tier = z.enum(["ignition", "sparkplug", "maglev", "turbofan"]);

const contestant = z
  .strictObject({
    id: z.string(),
    calls: z.number().positive(),
    turns: z.array(z.number().min(0)).min(1),
    waits: z.array(z.number().min(0)).nullable(),
    pauses: z.array(z.number().min(0)).nullable(),
    leadInPauses: z
      .strictObject({ calls: z.number().min(0), nanoseconds: z.number().min(0) })
      .nullable()
      .optional(),
    leadIns: z.array(z.number().min(0)),
    checked: z.literal(true),
    warmUp: z.strictObject({ milliseconds: z.number(), steady: z.boolean() }),
    collections,
    idleCpu: z.number(),
    tiers: z.strictObject({ before: tier, after: tier }).nullable(),
    findings: z.array(z.strictObject({ guard: z.string(), text: z.string(), voids: z.boolean() })),
  })
  .refine(
    ({ turns, waits, pauses }) =>
      [waits, pauses].every(
        (parts) =>
          parts === null ||
          (parts.length === turns.length && parts.every((part, place) => part <= (turns[place] ?? 0))),
      ),
    "a wait and a pause for each turn, no longer than it",
  );

/** One line of rounds.jsonl. */
export const roundSchema: z.ZodType<Round> = z.preprocess(
  upgraded,
  z.strictObject({
    schema: z.literal(4),
    group: z.string(),
    number: z.int().min(0),
    core: z.int().nullable(),
    startedAt: z.string(),
    seconds: z.number().min(0),
    workSeconds: z.number().min(0).nullable(),
    contestants: z.array(contestant).min(1),
    environment: z.strictObject({
      steal: share,
      foreignCpu: share,
      pressure: share,
      involuntarySwitches: share,
      spin: z.tuple([z.number(), z.number()]),
      freeMemoryBytes: z.number(),
      clockDrift: z.number(),
      quiet: z.boolean(),
      suspended: z.number().nullable().optional(),
      memoryPressure: share.optional(),
      majorFaults: share.optional(),
      runnable: share.optional(),
      serviceCpu: share.optional(),
    }),
    betweenSeconds: z.number().min(0).optional(),
  }),
);

/** Schema 1 did not tell tiers, findings and the time of work; schema 2 not the waits; schema 3 not the pauses. */
function upgraded(line: unknown): unknown {
  if (typeof line !== "object" || line === null || !("schema" in line)) return line;
  const { contestants, schema, ...rest } = line as { schema: unknown; contestants?: unknown };
  if (schema !== 1 && schema !== 2 && schema !== 3) return line;
  const missing = {
    pauses: null,
    ...(schema < 3 ? { waits: null } : {}),
    ...(schema < 2 ? { tiers: null, findings: [] } : {}),
  };
  const filled = Array.isArray(contestants)
    ? contestants.map((each: object) => ({ ...each, ...missing }))
    : contestants;
  return { ...rest, schema: 4, ...(schema === 1 ? { workSeconds: null } : {}), contestants: filled };
}

/** The newest schema of a round's line. */
export const newestRound = 4;

/** One line of lent.jsonl. */
export const lentRoundSchema: z.ZodType<LentRound> = z.strictObject({
  schema: z.literal(1),
  kind: z.enum(["cpu", "allocation", "database", "server"]),
  lentBy: z.string().min(1),
  sentinel: z.strictObject({
    base: z.string(),
    again: z.string(),
    plus: z.string(),
    known: z.number().positive(),
  }),
  round: roundSchema,
});

/** One line of source.jsonl. */
export const sourceRunSchema: z.ZodType<SourceRun> = z.strictObject({
  schema: z.literal(1),
  arm: z.string(),
  case: z.string(),
  run: z.int().min(0),
  startedAt: z.string(),
  batch: z.int().positive(),
  times: z.array(z.number().min(0)).min(1),
  collections,
});

/** One line of scenarios.jsonl. */
export const scenarioRunSchema: z.ZodType<ScenarioRun> = z.strictObject({
  schema: z.literal(1),
  scenario: z.string(),
  arm: z.string(),
  run: z.int().min(0),
  core: z.int().nullable(),
  startedAt: z.string(),
  seconds: z.number().min(0),
  figures: z.record(z.string(), z.number()),
  checked: z.literal(true),
});

/** environment.json */
export const environmentSchema: z.ZodType<Environment> = z.strictObject({
  node: z.string(),
  v8: z.string(),
  os: z.string(),
  cpu: z.string(),
  cores: z.int().positive(),
  memoryBytes: z.number(),
  python: z.string().nullable(),
  pinned: z.boolean(),
  placement: z.enum(placementKinds).optional(),
  clockStep: z.number(),
  clockSource: z.string().nullable(),
  virtualMachine: z.boolean().nullable(),
  flags: z.array(z.string()),
  services: z.record(z.string(), z.string()).optional(),
  git: z.strictObject({ commit: z.string(), dirty: z.boolean() }).nullable(),
  recordedAt: z.string(),
});

const notMeasured = z.strictObject({
  case: z.string(),
  arm: z.string(),
  reason: z.string(),
  cannotHold: z.literal(true).optional(),
});

/** state.json: what is being done with a job, and what befell it. */
export const jobStateSchema = z.strictObject({
  schema: z.literal(1),
  pid: z.int(),
  state: z.enum(["running", "interrupted", "finished", "failed"]),
  /** Steps done and to do of the phase at hand; null before the first. */
  progress: z.strictObject({ phase: z.string(), done: z.number(), total: z.number() }).nullable(),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  /** Arms that failed at a case, with the reason; they stay out when the job is resumed. */
  notMeasured: z.array(notMeasured),
  /** What arms printed, cut lines that were dropped. */
  warnings: z.array(z.string()),
  /** How many lines each sample file had; more may have come since, unless the job is finished. Absent in states of before it was written. */
  lines: z.record(z.string(), z.int().nonnegative()).optional(),
  updatedAt: z.string(),
});
export type JobState = z.infer<typeof jobStateSchema>;
