import type { z } from "zod";
import type { Displayable, MimeBundle } from "../../base/displayable.js";
import { jupyterDisplay } from "../../base/displayable.js";
import { LabError } from "../../base/lab-error.js";
import { checkSchema } from "../data/check-schema.js";
import { readDataset } from "../data/dataset-file.js";
import { lazySchema } from "../data/lazy-schema.js";
import type { EvaluatedClaim } from "../ledger/evaluate-claims.js";
import { Table } from "../tables/table.js";
import { formatNumber } from "../words/format-number.js";
import { Quantity } from "../words/quantity.js";

const schema = lazySchema((z) => {
  const text = z.string().min(1);
  const section = z.strictObject({
    section: text,
    title: text,
    weight: z.number().positive(),
    claims: z.array(text).min(1),
  });
  return z
    .strictObject({ schema: z.literal(1), formula: text, why: text, sections: z.array(section).min(1) })
    .refine(
      (file) => Math.abs(file.sections.reduce((sum, one) => sum + one.weight, 0) - 100) < 1e-9,
      "the weights add up to 100",
    );
});

/** `datasets/score.json`: which claims count, and how much. */
export interface ScoreFormula extends z.infer<ReturnType<typeof schema>> {}

/** The open formula of the score. @throws LabError "score-invalid", "dataset-missing", "file-not-json". */
export function readScoreFormula(): ScoreFormula {
  return checkSchema(schema(), readDataset("score.json"), "datasets/score.json", "score-invalid");
}

interface ScoredSection {
  readonly section: string;
  readonly title: string;
  readonly weight: number;
  readonly claims: number;
  readonly holds: number;
  readonly open: number;
}

/** A score with an open formula: sum over sections of weight times share of claims that hold; open claims leave it open upwards. */
export class Score implements Displayable {
  readonly formula: ScoreFormula;
  readonly sections: readonly ScoredSection[];

  /** @throws LabError "unknown-claim" if the formula names a claim that is not among the evaluated ones. */
  constructor(formula: ScoreFormula, evaluated: readonly EvaluatedClaim[]) {
    this.formula = formula;
    this.sections = formula.sections.map(({ section, title, weight, claims }) => {
      const states = claims.map((id) => {
        const found = evaluated.find(({ entry }) => entry.id === id);
        if (found === undefined)
          throw new LabError("unknown-claim", `the score's formula names ${id}`, { data: { id } });
        return found.state;
      });
      const holds = states.filter((state) => state === "holds").length;
      const open = states.filter((state) => state === "not shown" || state === "not measured").length;
      return { section, title, weight, claims: claims.length, holds, open };
    });
  }

  /** Points of 100 that are earned; the upper end is what it would be if every open claim held. */
  get value(): Quantity {
    const points = (of: (one: ScoredSection) => number) =>
      this.sections.reduce((sum, one) => sum + (one.weight * of(one)) / one.claims, 0);
    const low = points((one) => one.holds);
    const high = points((one) => one.holds + one.open);
    return new Quantity({ value: low, low, high, unit: "count", label: "score, with what open claims could add" });
  }

  /** A row a section: what counts, what holds, what is open, what it earns. */
  table(): Table {
    const rows = this.sections.map(({ section, title, weight, claims, holds, open }) => {
      const earned = (weight * holds) / claims;
      return [
        section,
        title,
        weight,
        claims,
        holds,
        claims - holds - open,
        open,
        { value: earned, text: formatNumber(earned) },
      ];
    });
    return new Table({
      columns: ["Section", "What", "Weight", "Claims", "Hold", "Do not hold", "Open", "Points"],
      rows,
      caption: `Score: ${this.value}. The source report says 85/100 and gives no formula: undefined in the source.`,
      notes: [this.formula.formula, this.formula.why],
    });
  }

  toString(): string {
    return this.table().toString();
  }

  [jupyterDisplay](): MimeBundle {
    return this.table()[jupyterDisplay]();
  }
}
