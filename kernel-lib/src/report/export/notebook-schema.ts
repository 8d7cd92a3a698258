import { z } from "zod";
import { LabError } from "../../base/lab-error.js";

const text = z
  .union([z.string(), z.array(z.string())])
  .transform((lines) => (typeof lines === "string" ? lines : lines.join("")));
const bundle = z.record(z.string(), z.unknown());

const output = z.discriminatedUnion("output_type", [
  z.looseObject({ output_type: z.literal("stream"), name: z.string(), text }),
  z.looseObject({ output_type: z.literal("display_data"), data: bundle }),
  z.looseObject({ output_type: z.literal("execute_result"), data: bundle }),
  z.looseObject({
    output_type: z.literal("error"),
    ename: z.string(),
    evalue: z.string(),
    traceback: z.array(z.string()),
  }),
]);

const cell = z.discriminatedUnion("cell_type", [
  z.looseObject({
    cell_type: z.literal("markdown"),
    source: text,
    attachments: z.record(z.string(), bundle).optional(),
  }),
  z.looseObject({ cell_type: z.literal("raw"), source: text }),
  z.looseObject({
    cell_type: z.literal("code"),
    source: text,
    outputs: z.array(output),
    execution_count: z.number().nullable().optional(),
    metadata: bundle.optional(),
  }),
]);

/** What the exporter reads of a notebook of nbformat 4; all else is left alone. */
export const notebookSchema = z.looseObject({
  nbformat: z.literal(4),
  metadata: z.looseObject({
    language_info: z.looseObject({ name: z.string() }).optional(),
    kernelspec: z.looseObject({ language: z.string().optional() }).optional(),
  }),
  cells: z.array(cell),
});

export type Notebook = z.infer<typeof notebookSchema>;
export type NotebookCell = Notebook["cells"][number];
export type NotebookOutput = z.infer<typeof output>;

/** @throws LabError "notebook-invalid" naming the notebook and the first fault. */
export function checkNotebook(value: unknown, name: string): Notebook {
  const result = notebookSchema.safeParse(value);
  if (result.success) return result.data;
  const first = result.error.issues[0];
  throw new LabError(
    "notebook-invalid",
    `${name} is not a notebook of nbformat 4: at "${first?.path.join(".") ?? ""}": ${first?.message ?? ""}`,
    {
      data: { name },
      remedy: "open and save it in JupyterLab, or name another file",
      cause: result.error,
    },
  );
}
