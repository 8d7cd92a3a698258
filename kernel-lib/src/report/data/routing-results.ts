import { z } from "zod";
import type { FamilyResult } from "../../measure/verdict/family-result.js";
import { FamilyReport } from "../family-report.js";
import type { SourceReport } from "./source-report-schema.js";

const microseconds = z.number().nonnegative();

const row = z.strictObject({
  case: z.string(),
  /** The source report's row; the case's own title where the report has none. */
  route_complexity: z.string(),
  /** The source report's figure and judgement, verbatim; null where it has none. */
  source: z.strictObject({ latency_us: microseconds, status: z.string().nullable() }).nullable(),
  arms: z.array(
    z.strictObject({
      arm: z.string(),
      language: z.enum(["typescript", "python"]),
      version: z.string().nullable(),
      /** Source lane, microseconds a lookup; `batch` over 1: of batch means. */
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
    }),
  ),
  ratios: z.array(
    z.strictObject({
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
    }),
  ),
});

/**
 * `routing_performance_results.json`, the file that the source report names for its section 3: the report's rows with its own figures,
 * and beside them every arm of this run. Times are microseconds a lookup, as in the report.
 */
export const routingResultsSchema = z.strictObject({
  schema: z.literal(1),
  section: z.literal("3"),
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
  source: z.strictObject({
    title: z.string(),
    date: z.string(),
    average_us: microseconds.nullable(),
    target_us: microseconds.nullable(),
  }),
  rows: z.array(row),
  not_measured: z.array(z.strictObject({ case: z.string(), arm: z.string(), reason: z.string() })),
  caveats: z.array(z.strictObject({ id: z.string(), text: z.string() })),
});

export interface RoutingResults extends z.infer<typeof routingResultsSchema> {}

/** The document of section 3, made from what was measured and what the source report printed. Pure; checked against its schema. */
export function routingResults(result: FamilyResult, source: SourceReport): RoutingResults {
  const report = new FamilyReport(result);
  const ofSection = source.figures.filter((figure) => figure.section === "3" && figure.family === result.family);
  const printed = (name: string) => ofSection.find((figure) => figure.row === name)?.value ?? null;
  const { cpu, cores, os, node, python } = result.environment;
  return routingResultsSchema.parse({
    schema: 1,
    section: "3",
    title: result.title,
    family: result.family,
    profile: result.profile,
    decides: result.decides,
    seed: result.seed,
    job: result.job,
    sampled: result.sampled,
    machine: { cpu, cores, os, node, python },
    source: {
      title: source.title,
      date: source.date,
      average_us: printed("Average Routing Overhead"),
      target_us: printed("Target"),
    },
    rows: result.cases.map((task) => {
      const figure = ofSection.find((one) => one.case === task.case);
      return {
        case: task.case,
        route_complexity: figure?.row ?? task.title,
        source: figure?.value == null ? null : { latency_us: figure.value, status: figure.status },
        arms: task.arms.map((arm) => armRow(arm)),
        ratios: task.ratios.map(
          ({ claim, arm, against, againstCase, ratio, low, high, level, rounds, verdict, reason }) => {
            const { words } = report.verdict(task.case, against, { arm, againstCase });
            return {
              claim,
              arm,
              against,
              against_case: againstCase,
              ratio,
              low,
              high,
              level,
              rounds,
              verdict,
              words,
              reason,
            };
          },
        ),
      };
    }),
    not_measured: result.notMeasured,
    caveats: report.caveats().map(({ id, text }) => ({ id, text })),
  });
}

function armRow(arm: FamilyResult["cases"][number]["arms"][number]): RoutingResults["rows"][number]["arms"][number] {
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
