import type { z } from "zod";
import { checkSchema } from "../data/check-schema.js";
import { readDataset } from "../data/dataset-file.js";
import { lazySchema } from "../data/lazy-schema.js";

/** What is computed from printed figures: a figure by its id, a number, or an operation over these. */
export type Expression =
  | { readonly figure: string }
  | { readonly number: number; readonly unit?: string | undefined }
  | { readonly sum: readonly Expression[] }
  | { readonly mean: readonly Expression[] }
  | { readonly min: readonly Expression[] }
  | { readonly max: readonly Expression[] }
  | { readonly difference: readonly [Expression, Expression] }
  | { readonly product: readonly [Expression, Expression] }
  /** The first over the second. */
  | { readonly ratio: readonly [Expression, Expression] }
  /** The first as percent of the second. */
  | { readonly percent: readonly [Expression, Expression] }
  /** How much the first is more than the second, in percent of the second. */
  | { readonly overhead: readonly [Expression, Expression] }
  /** How often in a second. */
  | { readonly perSecond: Expression }
  /** How many of the figures have a status that holds one of the words, "Met|Exceeded" (capitals count). */
  | { readonly statuses: readonly string[]; readonly containing: string };

const schemas = lazySchema((z) => {
  const text = z.string().min(1);
  const expression: z.ZodType<Expression> = z.lazy(() => {
    const several = z.array(expression).min(1);
    const two = z.tuple([expression, expression]);
    return z.union([
      z.strictObject({ figure: text }),
      z.strictObject({ number: z.number(), unit: text.optional() }),
      z.strictObject({ sum: several }),
      z.strictObject({ mean: several }),
      z.strictObject({ min: several }),
      z.strictObject({ max: several }),
      z.strictObject({ difference: two }),
      z.strictObject({ product: two }),
      z.strictObject({ ratio: two }),
      z.strictObject({ percent: two }),
      z.strictObject({ overhead: two }),
      z.strictObject({ perSecond: expression }),
      z.strictObject({ statuses: z.array(text).min(1), containing: text }),
    ]);
  });
  const auditCheckSchema = z.discriminatedUnion("kind", [
    /** Recomputed and printed can be the same number. */
    z.strictObject({ kind: z.literal("agree"), recomputed: expression, said: expression }),
    z.strictObject({
      kind: z.literal("compare"),
      recomputed: expression,
      is: z.enum(["below", "at most", "above", "at least", "equal to", "different from"]),
      said: expression,
    }),
    /** All lie between the ends. */
    z.strictObject({ kind: z.literal("range"), of: z.array(expression).min(1), low: z.number(), high: z.number() }),
    /** Each is larger than the one before. */
    z.strictObject({ kind: z.literal("increasing"), of: z.array(expression).min(2) }),
    /** The report's own tables cannot tell, and why. */
    z.strictObject({ kind: z.literal("undefined"), reason: text }),
  ]);
  const auditSchema = z.strictObject({
    id: text,
    /** A sentence of the source report, or a figure whose row and column are the sentence. */
    quote: z.union([z.strictObject({ section: text, sentence: text }), z.strictObject({ figure: text })]),
    check: auditCheckSchema,
    note: text.optional(),
  });
  const auditFileSchema = z
    .strictObject({ schema: z.literal(1), rule: text, audits: z.array(auditSchema) })
    .refine((file) => new Set(file.audits.map((one) => one.id)).size === file.audits.length, "an id is there twice");
  return { auditSchema, auditFileSchema };
});
type Schemas = ReturnType<typeof schemas>;

export interface Audit extends z.infer<Schemas["auditSchema"]> {}
export type AuditCheck = Audit["check"];
/** `datasets/source-audit.json`: sentences of the source report with the way to compute each of them again. */
export interface AuditFile extends z.infer<Schemas["auditFileSchema"]> {}

/** @throws LabError "source-audit-invalid" naming the place and its fault. */
export function checkAudits(value: unknown, what: string): AuditFile {
  return checkSchema(schemas().auditFileSchema, value, what, "source-audit-invalid");
}

/** The recomputed sentences of the source report. @throws LabError "source-audit-invalid", "dataset-missing", "file-not-json". */
export function readAudits(): AuditFile {
  return checkAudits(readDataset("source-audit.json"), "datasets/source-audit.json");
}
