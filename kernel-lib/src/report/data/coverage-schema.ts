import type { z } from "zod";
import { checkSchema } from "./check-schema.js";
import { readDataset } from "./dataset-file.js";
import { lazySchema } from "./lazy-schema.js";

const schema = lazySchema((z) => {
  const text = z.string().min(1);
  const shown = { notebook: text, cell: text };
  const lacking = { notMeasured: text };
  const heading = { section: text, heading: text };
  const row = { section: text, table: text, row: text };
  const place = <Of extends z.ZodRawShape>(of: Of) =>
    z.union([z.strictObject({ ...of, ...shown }), z.strictObject({ ...of, ...lacking })]);
  return z.strictObject({ schema: z.literal(1), headings: z.array(place(heading)), rows: z.array(place(row)) });
});

/** Where each heading and each table row of the source report is: a notebook's cell, or the reason why there is none. */
export interface Coverage extends z.infer<ReturnType<typeof schema>> {}

/** The map from the source report to the notebooks. @throws LabError "coverage-invalid", "dataset-missing", "file-not-json". */
export function readCoverage(): Coverage {
  return checkSchema(schema(), readDataset("coverage.json"), "datasets/coverage.json", "coverage-invalid");
}
