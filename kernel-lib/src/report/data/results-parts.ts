import { z } from "zod";
import type { ArmResult, CaseResult, FamilyResult } from "../../measure/verdict/family-result.js";
import type { FamilyReport } from "../family-report.js";

/** What the files of all sections share: the head, an arm's row in the source report's units, a ratio with its verdict. */

const microseconds = z.number().nonnegative();

export const headSchema = {
  schema: z.literal(1),
  title: z.string(),
  family: z.string(),
  profile: z.string(),
  decides: z.boolean(),
  seed: z.number(),
  job: z.string(),
  sampled: z.strictObject({ from: z.string(), to: z.string() }),
  machine: z.strictObject({
    cpu: z.string(),
    cores: z.int(),
    os: z.string(),
    node: z.string(),
    python: z.string().nullable(),
  }),
};

export const tailSchema = {
  not_measured: z.array(z.strictObject({ case: z.string(), arm: z.string(), reason: z.string() })),
  caveats: z.array(z.strictObject({ id: z.string(), text: z.string() })),
};

export const armSchema = z.strictObject({
  arm: z.string(),
  language: z.enum(["typescript", "python", "command"]),
  version: z.string().nullable(),
  /** Source lane, microseconds an operation; `batch` over 1: of batch means. */
  mean_us: microseconds,
  median_us: microseconds,
  p95_us: microseconds,
  p99_us: microseconds,
  n: z.int(),
  runs: z.int(),
  batch: z.int(),
  /** Claim lane, microseconds with 95 % interval; null where the profile gave no rounds. */
  claim: z
    .strictObject({ time_us: microseconds, low_us: microseconds, high_us: microseconds, rounds: z.int() })
    .nullable(),
});

export const ratioSchema = z.strictObject({
  claim: z.string(),
  arm: z.string(),
  against: z.string(),
  against_case: z.string(),
  ratio: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  level: z.number().nullable(),
  rounds: z.int(),
  verdict: z.enum(["faster", "slower", "no difference", "undecided", "not measured"]),
  words: z.string(),
  reason: z.string().nullable(),
});

export function headOf(result: FamilyResult) {
  const { cpu, cores, os, node, python } = result.environment;
  const { title, family, profile, decides, seed, job, sampled } = result;
  return {
    schema: 1 as const,
    title,
    family,
    profile,
    decides,
    seed,
    job,
    sampled,
    machine: { cpu, cores, os, node, python },
  };
}

export function tailOf(report: FamilyReport) {
  return {
    not_measured: report.result.notMeasured.map(({ case: at, arm, reason }) => ({ case: at, arm, reason })),
    caveats: report.caveats().map(({ id, text }) => ({ id, text })),
  };
}

export function armRow(arm: ArmResult): z.infer<typeof armSchema> {
  const { name, language, version, mean, median, p95, p99, n, runs, batch, claimLane } = arm;
  const claim = claimLane && {
    time_us: claimLane.time / 1000,
    low_us: claimLane.low / 1000,
    high_us: claimLane.high / 1000,
    rounds: claimLane.rounds,
  };
  const lane = { mean_us: mean / 1000, median_us: median / 1000, p95_us: p95 / 1000, p99_us: p99 / 1000 };
  return { arm: name, language, version, ...lane, n, runs, batch, claim };
}

export function ratioRows(task: CaseResult, report: FamilyReport): z.infer<typeof ratioSchema>[] {
  return task.ratios.map(({ claim, arm, against, againstCase, ratio, low, high, level, rounds, verdict, reason }) => {
    const { words } = report.verdict(task.case, against, { arm, againstCase });
    const numbers = { ratio, low, high, level, rounds };
    return { claim, arm, against, against_case: againstCase, ...numbers, verdict, words, reason };
  });
}
