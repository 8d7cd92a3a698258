import type { z } from "zod";
import { checkSchema } from "../data/check-schema.js";
import { readDataset } from "../data/dataset-file.js";
import { lazySchema } from "../data/lazy-schema.js";
import { families } from "./families.js";

const schemas = lazySchema((z) => {
  const text = z.string().min(1);

  /** What is computed, by name; `statistics.ts` holds the functions. An entry whose statistic is not one of these is refused. */
  const statisticSchema = z.discriminatedUnion("name", [
    /** Time of `arm` over time of `against`: "the fastest peer" stands for every other arm that answered the case correctly. */
    z.strictObject({ name: z.literal("ratio"), arm: text, case: text, against: text, againstCase: text.optional() }),
    /** The slowest of the times of `arm` over the cases. */
    z.strictObject({ name: z.literal("slowest time"), arm: text, cases: z.array(text).min(1) }),
    /** The arithmetic mean of the times of `arm` over the cases. */
    z.strictObject({ name: z.literal("average time"), arm: text, cases: z.array(text).min(1) }),
    /** A number that runs write about themselves: repeated runs give it an interval, an exact one (a size) needs none. */
    z.strictObject({ name: z.literal("measurement"), id: text, spread: z.enum(["repeats", "exact"]) }),
  ]);

  const target = z.union([z.number(), z.tuple([z.number(), z.number()])]);

  const claimEntrySchema = z
    .strictObject({
      /** "routing/sub-microsecond"; a goal's id begins with its family. */
      id: z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/),
      /** A sentence of the source report, of this project about itself, or what it sets out to reach. */
      origin: z.enum(["source", "own", "goal"]),
      family: z.enum(families),
      text,
      statistic: statisticSchema,
      unit: z.enum(["ns", "us", "ms", "s", "min", "x", "MB", "B", "count", "%"]),
      comparison: z.enum(["below", "at most", "above", "at least", "between"]),
      target,
      /** How the sentence was read, and what the source report's own tables say about it. */
      note: text.optional(),
    })
    .refine(
      (entry) => (entry.comparison === "between") === Array.isArray(entry.target),
      "“between” takes two targets, the others one",
    )
    .refine(
      (entry) => entry.origin !== "goal" || entry.id.startsWith(`${entry.family}/`),
      "a goal's id begins with its family",
    );

  /** The ledger, `datasets/claims.json`. */
  const ledgerSchema = z
    .strictObject({ schema: z.literal(1), claims: z.array(claimEntrySchema) })
    .refine(
      (ledger) => new Set(ledger.claims.map((entry) => entry.id)).size === ledger.claims.length,
      "an id is there twice",
    );
  return { statisticSchema, claimEntrySchema, ledgerSchema };
});
type Schemas = ReturnType<typeof schemas>;

export interface ClaimEntry extends z.infer<Schemas["claimEntrySchema"]> {}
export interface Ledger extends z.infer<Schemas["ledgerSchema"]> {}
export type Statistic = z.infer<Schemas["statisticSchema"]>;

/** @throws LabError "ledger-invalid" naming the entry's place and its fault. */
export function checkLedger(value: unknown, what: string): Ledger {
  return checkSchema(schemas().ledgerSchema, value, what, "ledger-invalid");
}

/** The ledger of this project. @throws LabError "ledger-invalid", "dataset-missing", "file-not-json". */
export function readLedger(): Ledger {
  return checkLedger(readDataset("claims.json"), "datasets/claims.json");
}
