import type { z } from "zod";
import { checkSchema } from "./check-schema.js";
import { readDataset } from "./dataset-file.js";
import { lazySchema } from "./lazy-schema.js";

const schemas = lazySchema((z) => {
  const text = z.string().min(1);
  const section = text;
  const whole = z.int().nonnegative();

  /** One number of the source report (or a cell that should hold one), and what it is here. */
  const sourceFigureSchema = z.strictObject({
    /** "2/results-table/insert-single-record/speedup": section, table, row, column. */
    id: text,
    /** "1" to "10", or "summary", "comparison", "targets", "profiling" … */
    section,
    table: text,
    /** In the printed table, or in a line of text under it. */
    place: z.enum(["table", "text"]),
    /** Row and column as printed. */
    row: text,
    column: text,
    /** As printed. */
    text: z.string(),
    /** As a number in `unit`; null where there is none ("N/A", "Not Tested"). */
    value: z.number().nullable(),
    unit: z.enum(["us", "ms", "x", "%", "MB", "KB", "B", "1/s", "count"]).nullable(),
    /** The report's own judgement of the row, without its sign. */
    status: z.string().nullable(),
    /** The family file, case and arm that measure the same here; null where nothing does. */
    family: z.string().nullable(),
    case: z.string().nullable(),
    arm: z.string().nullable(),
    /**
     * What of it: of `case` the mean, median, p95, p99, or operations "per second" (one second over the mean); "speedup": time of `against`
     * (at `againstCase`) over time of `arm` at `case`; "difference": mean at `case` less mean at `againstCase`; "overhead": time at `case` over time at `againstCase`, less one; "mean overhead" over
     * `pairs`; "total": sum of the means over `cases`, divided by `over`; "metric" of `scenario`; "metric total": sum over `metrics`.
     */
    statistic: z
      .enum([
        "mean",
        "median",
        "p95",
        "p99",
        "per second",
        "speedup",
        "difference",
        "overhead",
        "mean overhead",
        "total",
        "metric",
        "metric total",
      ])
      .optional(),
    against: text.optional(),
    againstCase: text.optional(),
    pairs: z.array(z.tuple([text, text])).optional(),
    cases: z.array(text).optional(),
    over: z.number().positive().optional(),
    scenario: text.optional(),
    metric: text.optional(),
    metrics: z.array(z.tuple([text, text])).optional(),
  });

  /** A table as printed, without its signs; the first cell is the row's name. A row whose other cells are empty is a heading in the table. */
  const sourceTableSchema = z
    .strictObject({ section, title: text, columns: z.array(text).min(2), rows: z.array(z.array(z.string())).min(1) })
    .refine(
      (table) => table.rows.every((row) => row.length === table.columns.length),
      "a row is not as long as the columns",
    );

  /** A sentence of the source report, with the claims of the ledger that take it up; none where it claims nothing measurable. */
  const sourceSentenceSchema = z.strictObject({
    section,
    heading: text,
    family: z.string().nullable(),
    text,
    claims: z.array(text),
  });

  /** What a recommendation came to here: two arms of a case, a metric against the report's own value, or why nothing was measured. */
  const measuredSchema = z.union([
    z.strictObject({ family: text, case: text, before: text, after: text }),
    z.strictObject({
      family: text,
      scenario: text,
      metric: text,
      arm: text,
      sourceBefore: z.strictObject({ value: z.number(), unit: text }),
    }),
    z.strictObject({ notMeasured: text }),
  ]);

  const share = z.strictObject({ rank: whole, name: text, percent: z.number(), remark: z.string().nullable() });

  const sourceReportSchema = z.strictObject({
    schema: z.literal(1),
    title: text,
    date: z.iso.date(),
    version: text,
    /** Counted in the printed report: what the parts below must come to. */
    counts: z.strictObject({ headings: whole, tables: whole, tableRows: whole, figures: whole }),
    headings: z.array(z.strictObject({ level: z.int().min(1).max(6), text, section })),
    tables: z.array(sourceTableSchema),
    figures: z.array(sourceFigureSchema),
    sentences: z.array(sourceSentenceSchema),
    /** The report's seven targets, with the claim that stands for each. */
    targets: z.array(z.strictObject({ name: text, target: text, actual: text, status: text, claim: text })),
    opportunities: z.array(
      z.strictObject({ number: whole, title: text, issue: text, solution: text, expectedImprovement: text }),
    ),
    recommendations: z.array(
      z.strictObject({
        kind: z.enum(["immediate", "long-term"]),
        number: whole,
        title: text,
        says: z.string().nullable(),
        expectedImprovement: z.string().nullable(),
        effort: text,
        priority: z.enum(["HIGH", "MEDIUM", "LOW"]),
        measured: measuredSchema,
      }),
    ),
    /** How each metric is computed: in the source as far as it says ("undefined in the source" where it does not), and here. */
    definitions: z.array(z.strictObject({ id: text, metric: text, section, inSource: text, here: text })),
    scripts: z.array(z.strictObject({ title: text, command: text, results: text, families: z.array(text) })),
    profiling: z.strictObject({ cpu: z.array(share), memory: z.array(share) }),
  });
  return { sourceFigureSchema, sourceTableSchema, sourceReportSchema };
});
type Schemas = ReturnType<typeof schemas>;

export interface SourceFigure extends z.infer<Schemas["sourceFigureSchema"]> {}
export interface SourceTable extends z.infer<Schemas["sourceTableSchema"]> {}
export interface SourceReport extends z.infer<Schemas["sourceReportSchema"]> {}

/**
 * The numbers and sentences of the report that this project reproduces, as data.
 * @throws LabError "source-report-invalid", "dataset-missing", "file-not-json".
 */
export function readSourceReport(): SourceReport {
  return checkSchema(
    schemas().sourceReportSchema,
    readDataset("source-report.json"),
    "datasets/source-report.json",
    "source-report-invalid",
  );
}
