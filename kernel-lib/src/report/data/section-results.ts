import { z } from "zod";
import type { FamilyResult, MetricResult, ScenarioResult } from "../../measure/verdict/family-result.js";
import { FamilyReport } from "../family-report.js";
import { armRow, armSchema, headOf, headSchema, ratioRows, ratioSchema, tailOf, tailSchema } from "./results-parts.js";
import type { SourceFigure, SourceReport } from "./source-report-schema.js";

/** A figure as the source report printed it. */
const printed = z.strictObject({
  table: z.string(),
  row: z.string(),
  column: z.string(),
  text: z.string(),
  value: z.number().nullable(),
  unit: z.string().nullable(),
  status: z.string().nullable(),
});

const number = z.number();
const metric = z.strictObject({
  metric: z.string(),
  title: z.string(),
  unit: z.string(),
  better: z.enum(["lower", "higher", "neither"]),
  definition: z.string(),
  source: z.array(printed),
  /** Mean over processes with its 95 % interval, null where there was one process; `values`: one a process. */
  arms: z.array(
    z.strictObject({
      arm: z.string(),
      language: z.enum(["typescript", "python", "command"]),
      mean: number,
      low: number.nullable(),
      high: number.nullable(),
      values: z.array(number),
    }),
  ),
  ratios: z.array(
    z.strictObject({
      claim: z.string(),
      arm: z.string(),
      against: z.string(),
      ratio: number,
      low: number.nullable(),
      high: number.nullable(),
      runs: z.int(),
    }),
  ),
});

/**
 * The results of a section: the source report's figures as printed, and beside them every arm of this run; times in microseconds as in the
 * report, metrics in their own units. `rows` are cases, `scenarios` what is not the time of one call.
 */
export const sectionResultsSchema = z.strictObject({
  ...headSchema,
  section: z.string(),
  source: z.strictObject({ title: z.string(), date: z.string(), summary: z.array(printed) }),
  rows: z.array(
    z.strictObject({
      case: z.string(),
      /** The source report's row; the case's own title where the report has none. */
      name: z.string(),
      source: z.array(printed),
      arms: z.array(armSchema),
      ratios: z.array(ratioSchema),
    }),
  ),
  scenarios: z.array(
    z.strictObject({
      scenario: z.string(),
      title: z.string(),
      load: z
        .strictObject({
          paths: z.array(z.string()),
          connections: z.int(),
          rate: number.nullable(),
          seconds: number,
          warm_up_seconds: number,
        })
        .nullable(),
      metrics: z.array(metric),
    }),
  ),
  ...tailSchema,
});

export interface SectionResults extends z.infer<typeof sectionResultsSchema> {}

const asPrinted = ({ table, row, column, text, value, unit, status }: SourceFigure): z.infer<typeof printed> => ({
  table,
  row,
  column,
  text,
  value,
  unit,
  status,
});

/** The document of a section, made from what was measured and what the source report printed. Pure; checked against its schema. */
export function sectionResults(result: FamilyResult, source: SourceReport, section: string): SectionResults {
  const report = new FamilyReport(result);
  const figures = source.figures.filter((one) => one.section === section && one.family === result.family);
  const { schema, title, ...head } = headOf(result);
  return sectionResultsSchema.parse({
    schema,
    section,
    title,
    ...head,
    source: {
      title: source.title,
      date: source.date,
      summary: figures.filter((one) => one.case === null && one.scenario === undefined).map(asPrinted),
    },
    rows: result.cases.map((task) => {
      const said = figures.filter((one) => one.case === task.case);
      return {
        case: task.case,
        name: said[0]?.row ?? task.title,
        source: said.map(asPrinted),
        arms: task.arms.map(armRow),
        ratios: ratioRows(task, report),
      };
    }),
    scenarios: result.scenarios.map((one) => scenarioRow(one, figures)),
    ...tailOf(report),
  });
}

function scenarioRow({ scenario, title, load, metrics }: ScenarioResult, figures: readonly SourceFigure[]) {
  const said = (name: string) => figures.filter((one) => one.scenario === scenario && one.metric === name);
  const { warmUpSeconds, ...sent } = load ?? {};
  return {
    scenario,
    title,
    load: load === null ? null : { ...sent, warm_up_seconds: warmUpSeconds },
    metrics: metrics.map((one) => ({ ...metricRow(one), source: said(one.name).map(asPrinted) })),
  };
}

function metricRow({ name, title, unit, better, definition, arms, ratios }: MetricResult) {
  return {
    metric: name,
    title,
    unit,
    better,
    definition,
    arms: arms.map((arm) => ({
      arm: arm.name,
      language: arm.language,
      mean: arm.mean,
      low: arm.interval95?.low ?? null,
      high: arm.interval95?.high ?? null,
      values: [...arm.values],
    })),
    ratios: ratios.map(({ claim, arm, against, ratio, interval95, runs }) => ({
      claim,
      arm,
      against,
      ratio,
      low: interval95?.low ?? null,
      high: interval95?.high ?? null,
      runs,
    })),
  };
}
