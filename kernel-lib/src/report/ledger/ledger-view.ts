import type { Displayable, MimeBundle } from "../../base/displayable.js";
import { jupyterDisplay } from "../../base/displayable.js";
import type { Coverage } from "../data/coverage-schema.js";
import type { SourceReport } from "../data/source-report-schema.js";
import type { Figure, FigureText } from "../figures/figure.js";
import { Table } from "../tables/table.js";
import { type Counted, counted } from "../words/counted.js";
import { claimNumber, claimTarget } from "./claim-view.js";
import { claimsFigure } from "./claims-figure.js";
import { subjectOf } from "./claims-schema.js";
import { describeStatistic } from "./describe-statistic.js";
import type { EvaluatedClaim } from "./evaluate-claims.js";
import { bySourceWords, stateWords } from "./state-words.js";

/** Which claims of the ledger are meant; all sentences where left out, goals never. */
export interface LedgerSelection {
  /** Of the source report, or this project's own. */
  readonly origin?: "source" | "own";
  readonly family?: string;
  /** As the source report has it: "old claims", "new claims", "summary", "1" to "10" … */
  readonly section?: string;
  /** "holds", "does not hold", "undecided", "not measured". */
  readonly here?: string;
  /** By the source report's own figures: "holds", "does not hold", "no figure printed". */
  readonly bySource?: string;
}

/** The sentences of the ledger with what the evidence says of each. Immutable. */
export class LedgerView implements Displayable {
  readonly claims: readonly EvaluatedClaim[];
  readonly #source: SourceReport;
  readonly #coverage: Coverage;

  constructor(evaluated: readonly EvaluatedClaim[], source: SourceReport, coverage: Coverage) {
    this.#coverage = coverage;
    this.claims = evaluated.filter(({ entry }) => entry.origin !== "goal");
    this.#source = source;
  }

  /** The selected claims, in the ledger's order. */
  select(selection: LedgerSelection = {}): EvaluatedClaim[] {
    const { origin, family, section, here, bySource } = selection;
    const inSection = new Set(
      this.#source.sentences.filter((one) => one.section === section).flatMap((one) => one.claims),
    );
    return this.claims.filter(
      (one) =>
        (origin === undefined || one.entry.origin === origin) &&
        (family === undefined || one.entry.family === family) &&
        (section === undefined || inSection.has(one.entry.id)) &&
        (here === undefined || stateWords[one.state] === here) &&
        (bySource === undefined || bySourceWords(one) === bySource),
    );
  }

  /** How many there are, for a sentence. */
  counted(selection: LedgerSelection = {}): Counted {
    return counted(this.select(selection).length, "claim");
  }

  /** How many of the selected claims of each family hold, do not hold, are undecided or not measured. */
  figure({ title, alt, ...selection }: LedgerSelection & FigureText): Figure {
    return claimsFigure(this.select(selection), { title, alt });
  }

  /** A row a claim: the sentence, how it is read, what was measured, and both verdicts. */
  table(selection: LedgerSelection = {}): Table {
    const rows = this.select(selection).map((one) => {
      const { entry, reason } = one;
      const sections = this.#source.sentences
        .filter((said) => said.claims.includes(entry.id))
        .map((said) => said.section);
      return [
        entry.id,
        entry.text,
        `${describeStatistic(entry.statistic)} is ${claimTarget(entry)}`,
        one.value === null ? null : { value: one.value, text: claimNumber(one) },
        stateWords[one.state],
        bySourceWords(one),
        [...new Set(sections)].join(", "),
        this.#notebookOf(one),
        [reason, entry.note].filter((part) => part != null).join(" — "),
      ];
    });
    return new Table({
      columns: [
        "Claim",
        "Sentence",
        "Read as",
        "Measured here",
        "Here",
        "By the source's figures",
        "Source's sections",
        "Notebook",
        "Why",
      ],
      rows,
      caption: "Claims: what the evidence here says, and what the source report's own figures say",
    });
  }

  /** The notebook of the section whose figures the claim's family measures; "" where no section has it. */
  #notebookOf({ entry }: EvaluatedClaim): string {
    const families = [subjectOf(entry), entry.family];
    const sections = families.map(
      (family) => this.#source.figures.find((one) => one.family === family && /^\d+$/.test(one.section))?.section,
    );
    const section = sections.find((one) => one !== undefined);
    const place = this.#coverage.rows.find((one) => one.section === section);
    return place !== undefined && "notebook" in place ? place.notebook : "";
  }

  toString(): string {
    return this.table().toString();
  }

  [jupyterDisplay](): MimeBundle {
    return this.table()[jupyterDisplay]();
  }
}
