import type { Displayable, MimeBundle } from "../../base/displayable.js";
import { jupyterDisplay } from "../../base/displayable.js";
import { LabError } from "../../base/lab-error.js";
import type { SourceReport } from "../data/source-report-schema.js";
import { claimNumber } from "../ledger/claim-view.js";
import type { EvaluatedClaim } from "../ledger/evaluate-claims.js";
import { bySourceWords, stateWords } from "../ledger/state-words.js";
import { Table } from "../tables/table.js";
import { type Counted, counted } from "../words/counted.js";

/** The source report's targets: its own status, what its own figures say, what was measured here. Immutable. */
export class TargetAssessment implements Displayable {
  readonly targets: readonly { readonly said: SourceReport["targets"][number]; readonly claim: EvaluatedClaim }[];

  readonly #saidMet: number;

  /** @throws LabError "unknown-claim" if a target names a claim that is not among the evaluated ones. */
  constructor(source: SourceReport, evaluated: readonly EvaluatedClaim[]) {
    this.#saidMet = source.figures.find((one) => one.row === "Overall Target Achievement")?.value ?? 0;
    this.targets = source.targets.map((said) => {
      const claim = evaluated.find(({ entry }) => entry.id === said.claim);
      if (claim === undefined)
        throw new LabError("unknown-claim", `the target “${said.name}” names ${said.claim}`, { data: { said } });
      return { said, claim };
    });
  }

  /** All targets; those met here (whole interval on the good side), missed, undecided or not measured; or met by the source's own figures. */
  counted(which: "all" | "met here" | "missed here" | "open here" | "met by the source's figures" = "all"): Counted {
    const is: Readonly<Record<typeof which, (claim: EvaluatedClaim) => boolean>> = {
      all: () => true,
      "met here": ({ state }) => state === "holds",
      "missed here": ({ state }) => state === "reversed",
      "open here": ({ state }) => state === "not shown" || state === "not measured",
      "met by the source's figures": ({ inSource }) => inSource?.holds === true,
    };
    return counted(this.targets.filter(({ claim }) => is[which](claim)).length, "target");
  }

  /** How many the source report counts as met, in its own words. */
  saidMet(): Counted {
    return counted(this.#saidMet, "target");
  }

  /** A row a target. */
  table(): Table {
    const words: Readonly<Record<string, string>> = { holds: "met", "does not hold": "missed" };
    const rows = this.targets.map(({ said, claim }) => {
      const here = stateWords[claim.state];
      const own = bySourceWords(claim);
      return [
        said.name,
        said.target,
        said.actual,
        said.status,
        words[own] ?? own,
        claim.value === null ? null : { value: claim.value, text: claimNumber(claim) },
        words[here] ?? here,
        claim.reason ?? "",
      ];
    });
    return new Table({
      columns: [
        "Target",
        "Value",
        "Source: Actual",
        "Source: Status",
        "By its own figures",
        "Here",
        "Status here",
        "Why",
      ],
      rows,
      caption: "The source report's targets",
      notes: ["A target is met here only if the whole 95 % interval is on the good side."],
    });
  }

  toString(): string {
    return this.table().toString();
  }

  [jupyterDisplay](): MimeBundle {
    return this.table()[jupyterDisplay]();
  }
}
