import type { z } from "zod";
import { checkSchema } from "../data/check-schema.js";
import { readDataset } from "../data/dataset-file.js";
import { lazySchema } from "../data/lazy-schema.js";
import { families } from "./families.js";
import { fastestPeer } from "./peers.js";

const schemas = lazySchema((z) => {
  const text = z.string().min(1);

  /** The family file that measures it, where it is not the entry's family ("pool" measures goals of "db"). */
  const subject = text.optional();
  const scenarioMetric = { subject, scenario: text, metric: text, arm: text };

  /** What is computed, by name; `compute-statistic.ts` holds the functions. An entry whose statistic is not one of these is refused. */
  const statisticSchema = z.discriminatedUnion("name", [
    /**
     * Time of `arm` over time of `against`: "the fastest peer" stands for every other arm that answered the case correctly, but for Covet's own
     * variants; where `peersWith` names a feature, for those of them that have it.
     */
    z.strictObject({
      name: z.literal("ratio"),
      subject,
      arm: text,
      case: text,
      against: text,
      peersWith: text.optional(),
      againstCase: text.optional(),
    }),
    /**
     * Time of `against` over time of `arm`, at each of the cases (`against` at `againstCases`, in the same order): the smallest or largest of
     * them, or their geometric mean.
     */
    z.strictObject({
      name: z.literal("speedup"),
      subject,
      arm: text,
      against: text,
      cases: z.array(text).min(1),
      againstCases: z.array(text).min(1).optional(),
      take: z.enum(["smallest", "largest", "mean"]),
    }),
    /** The slowest of the times of `arm` over the cases. */
    z.strictObject({ name: z.literal("slowest time"), subject, arm: text, cases: z.array(text).min(1) }),
    /** The arithmetic mean of the times of `arm` over the cases. */
    z.strictObject({ name: z.literal("average time"), subject, arm: text, cases: z.array(text).min(1) }),
    /** The sum of the times of `arm` over the cases, divided by `over`. */
    z.strictObject({
      name: z.literal("total time"),
      subject,
      arm: text,
      cases: z.array(text).min(1),
      over: z.number().positive(),
    }),
    /** How often `arm` does the case in a second, one call after the other: one second over its time. */
    z.strictObject({ name: z.literal("operations per second"), subject, arm: text, case: text }),
    /** The source report's protocol, which has no interval and so can show nothing. */
    z.strictObject({
      name: z.literal("source lane"),
      subject,
      arm: text,
      case: text,
      of: z.enum(["mean", "median", "p95", "p99"]),
    }),
    /** Time at the first case of a pair over time at the second, less one, in percent; the mean over the pairs. */
    z.strictObject({
      name: z.literal("overhead"),
      subject,
      arm: text,
      pairs: z.array(z.tuple([text, text])).min(1),
    }),
    /** A metric of a scenario: the mean over processes. */
    z.strictObject({ name: z.literal("metric"), ...scenarioMetric }),
    /** A metric of `arm` over that of `against`; "the best peer" stands for every other arm that played the scenario, but for Covet's own variants. */
    z.strictObject({ name: z.literal("metric ratio"), ...scenarioMetric, against: text }),
    /** A metric of `arm` less that of `against`; the smallest or largest over several metrics of one unit. Of percents in points. */
    z.strictObject({
      name: z.literal("metric difference"),
      subject,
      scenario: text,
      metrics: z.array(text).min(1),
      arm: text,
      against: text,
      take: z.enum(["smallest", "largest"]),
    }),
    /** A number that runs write about themselves: repeated runs give it an interval, an exact one (a size) needs none. */
    z.strictObject({ name: z.literal("measurement"), id: text, spread: z.enum(["repeats", "exact"]) }),
    /** Only of a sentence of the source report: no instrument here measures it, and why. */
    z.strictObject({ name: z.literal("not measured"), reason: text }),
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
      unit: z.enum(["ns", "us", "ms", "s", "min", "x", "MB", "KB", "B", "count", "%", "points", "1/s"]),
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
    )
    .refine(
      (entry) => entry.origin === "source" || entry.statistic.name !== "not measured",
      "only a sentence of the source report may stand without a statistic that is measured",
    )
    .refine(
      ({ statistic }) =>
        statistic.name !== "speedup" ||
        statistic.againstCases === undefined ||
        statistic.againstCases.length === statistic.cases.length,
      "againstCases has one for each of the cases",
    )
    .refine(
      ({ statistic }) =>
        statistic.name !== "ratio" || statistic.peersWith === undefined || statistic.against === fastestPeer,
      "peersWith says which peers are meant by “the fastest peer”",
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

/** The family file whose samples an entry is judged by; null where it is none's. */
export function subjectOf({ statistic, family }: Pick<ClaimEntry, "statistic" | "family">): string | null {
  if (statistic.name === "measurement" || statistic.name === "not measured") return null;
  return statistic.subject ?? family;
}

/** @throws LabError "ledger-invalid" naming the entry's place and its fault. */
export function checkLedger(value: unknown, what: string): Ledger {
  return checkSchema(schemas().ledgerSchema, value, what, "ledger-invalid");
}

/** The ledger of this project. @throws LabError "ledger-invalid", "dataset-missing", "file-not-json". */
export function readLedger(): Ledger {
  return checkLedger(readDataset("claims.json"), "datasets/claims.json");
}
