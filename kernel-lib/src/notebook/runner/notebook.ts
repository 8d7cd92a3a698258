import { z } from "zod";

/** Text is a string here; on disk it may be a list of lines. */
const text = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === "string" ? value : value.join("")));
const metadata = z.record(z.string(), z.unknown());
/** The texts of a bundle may be lists of lines too; JSON types are what they are. */
const bundle = metadata.transform((data) =>
  Object.fromEntries(
    Object.entries(data).map(([mime, content]) => [
      mime,
      isLines(content) && !/[/+]json$/.test(mime) ? content.join("") : content,
    ]),
  ),
);

function isLines(content: unknown): content is string[] {
  return Array.isArray(content) && content.every((line) => typeof line === "string");
}

const output = z.discriminatedUnion("output_type", [
  z.object({ output_type: z.literal("stream"), name: z.enum(["stdout", "stderr"]), text }),
  z.object({ output_type: z.literal("display_data"), data: bundle, metadata: metadata.default({}) }),
  z.object({
    output_type: z.literal("execute_result"),
    data: bundle,
    metadata: metadata.default({}),
    execution_count: z.number().int().nullable(),
  }),
  z.object({ output_type: z.literal("error"), ename: z.string(), evalue: z.string(), traceback: z.array(z.string()) }),
]);

const codeCell = z.looseObject({
  cell_type: z.literal("code"),
  id: z.string(),
  metadata,
  source: text,
  outputs: z.array(output),
  execution_count: z.number().int().nullable(),
});
const proseCell = z.looseObject({ cell_type: z.enum(["markdown", "raw"]), id: z.string(), metadata, source: text });

/** The parts of nbformat 4.5 that the runner relies on; anything else in a file is kept as it is. */
export const notebookSchema = z.looseObject({
  nbformat: z.literal(4),
  nbformat_minor: z.number().int().min(5),
  metadata: z.looseObject({ kernelspec: z.looseObject({ name: z.string() }) }),
  cells: z.array(z.discriminatedUnion("cell_type", [codeCell, proseCell])),
});

/** A notebook in memory. */
export type Notebook = z.output<typeof notebookSchema>;
/** A cell that runs. */
export type CodeCell = z.output<typeof codeCell>;
/** One output of a cell. */
export type CellOutputRecord = z.output<typeof output>;
