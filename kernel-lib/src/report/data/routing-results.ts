import { z } from "zod";
import type { FamilyResult } from "../../measure/verdict/family-result.js";
import { FamilyReport } from "../family-report.js";
import { armRow, armSchema, headOf, headSchema, ratioRows, ratioSchema, tailOf, tailSchema } from "./results-parts.js";
import type { SourceReport } from "./source-report-schema.js";

const microseconds = z.number().nonnegative();

const row = z.strictObject({
  case: z.string(),
  /** The source report's row; the case's own title where the report has none. */
  route_complexity: z.string(),
  /** The source report's figure and judgement, verbatim; null where it has none. */
  source: z.strictObject({ latency_us: microseconds, status: z.string().nullable() }).nullable(),
  arms: z.array(armSchema),
  ratios: z.array(ratioSchema),
});

/**
 * `routing_performance_results.json`, the file that the source report names for its section 3: the report's rows with its own figures,
 * and beside them every arm of this run. Times are microseconds a lookup, as in the report.
 */
export const routingResultsSchema = z.strictObject({
  ...headSchema,
  section: z.literal("3"),
  source: z.strictObject({
    title: z.string(),
    date: z.string(),
    average_us: microseconds.nullable(),
    target_us: microseconds.nullable(),
  }),
  rows: z.array(row),
  ...tailSchema,
});

export interface RoutingResults extends z.infer<typeof routingResultsSchema> {}

/** The document of section 3, made from what was measured and what the source report printed. Pure; checked against its schema. */
export function routingResults(result: FamilyResult, source: SourceReport): RoutingResults {
  const report = new FamilyReport(result);
  const ofSection = source.figures.filter((figure) => figure.section === "3" && figure.family === result.family);
  const printed = (name: string) => ofSection.find((figure) => figure.row === name)?.value ?? null;
  const { schema, title, ...head } = headOf(result);
  return routingResultsSchema.parse({
    schema,
    section: "3",
    title,
    ...head,
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
        arms: task.arms.map(armRow),
        ratios: ratioRows(task, report),
      };
    }),
    ...tailOf(report),
  });
}
