import type { z } from "zod";
import { checkSchema } from "./check-schema.js";
import { readDataset } from "./dataset-file.js";
import { lazySchema } from "./lazy-schema.js";

const schemas = lazySchema((z) => {
  /** One cell of a table of the source report, and what it is here. */
  const sourceFigureSchema = z.strictObject({
    /** "1" to "10", or "summary", "comparison", "targets", "new claims", "old claims", "conclusion". */
    section: z.string().min(1),
    table: z.string().min(1),
    /** Row and column as printed. */
    row: z.string().min(1),
    column: z.string().min(1),
    /** The cell as printed. */
    text: z.string(),
    /** The cell as a number in `unit`; null where it holds none ("N/A", "Not Tested"). */
    value: z.number().nullable(),
    /** "us", "ms", "x", "%", "MB", "KB", "B", "1/s", "count"; null for words. */
    unit: z.enum(["us", "ms", "x", "%", "MB", "KB", "B", "1/s", "count"]).nullable(),
    /** The report's own judgement of the row, without its sign. */
    status: z.string().nullable(),
    /** The family, case and arm that measure the same here; null where nothing does. */
    family: z.string().nullable(),
    case: z.string().nullable(),
    arm: z.string().nullable(),
  });

  /** A sentence of the source report that says something measurable, with the claims of the ledger that take it up. */
  const sourceSentenceSchema = z.strictObject({
    section: z.string().min(1),
    family: z.string(),
    text: z.string().min(1),
    claims: z.array(z.string()),
  });

  const sourceReportSchema = z.strictObject({
    schema: z.literal(1),
    title: z.string(),
    date: z.iso.date(),
    version: z.string(),
    figures: z.array(sourceFigureSchema),
    sentences: z.array(sourceSentenceSchema),
  });
  return { sourceFigureSchema, sourceReportSchema };
});
type Schemas = ReturnType<typeof schemas>;

export interface SourceFigure extends z.infer<Schemas["sourceFigureSchema"]> {}
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
