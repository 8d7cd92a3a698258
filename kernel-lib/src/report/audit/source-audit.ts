import type { Displayable, MimeBundle } from "../../base/displayable.js";
import { jupyterDisplay } from "../../base/displayable.js";
import { readSourceReport, type SourceReport } from "../data/source-report-schema.js";
import { Table } from "../tables/table.js";
import { type Counted, counted } from "../words/counted.js";
import { readAudits } from "./audit-schema.js";
import { type AuditResult, type EvaluatedAudit, evaluateAudit } from "./evaluate-audit.js";

/** The source report's sentences, computed again from its own printed figures. Immutable. */
export class SourceAudit implements Displayable {
  readonly audits: readonly EvaluatedAudit[];
  /** What a printed figure stands for when it is computed with. */
  readonly rule: string;
  readonly #source: SourceReport;

  constructor(audits: readonly EvaluatedAudit[], rule: string, source: SourceReport) {
    this.audits = audits;
    this.rule = rule;
    this.#source = source;
  }

  /** How many sentences were computed again, or how many of them came out so; for a sentence. */
  counted(result?: AuditResult): Counted {
    const some = result === undefined ? this.audits : this.audits.filter((one) => one.result === result);
    return counted(some.length, "sentence");
  }

  /** The sentences with what comes out; only those of one result or one section of the report where they are named. */
  table({ result, section }: { readonly result?: AuditResult; readonly section?: string } = {}): Table {
    const some = this.audits.filter(
      (one) => (result === undefined || one.result === result) && (section === undefined || one.section === section),
    );
    return new Table({
      columns: ["Section", "The report says", "Recomputed", "Against", "By its own tables", "Note"],
      rows: some.map((one) => [one.section, one.quote, one.recomputed, one.said, one.result, one.audit.note ?? ""]),
      caption: "The source report's sentences, computed again from its own figures",
      notes: [this.rule],
    });
  }

  /** How each metric of the report is computed: there, as far as it says, and here. */
  definitions(): Table {
    return new Table({
      columns: ["Section", "Metric", "In the source", "Here"],
      rows: this.#source.definitions.map((one) => [one.section, one.metric, one.inSource, one.here]),
      caption: "How each metric is defined",
    });
  }

  /** The scripts and result files that the report names, and the command that stands for each here. */
  scripts(): Table {
    return new Table({
      columns: ["What", "Script of the source", "Its result file", "Here"],
      rows: this.#source.scripts.map((one) => [
        one.title,
        one.command,
        one.results,
        one.families.map((family) => `npx kernel-lib bench ${family}`).join("; "),
      ]),
      caption:
        "The source report's scripts, and the commands that stand for them; `npm start` runs all of them and writes the files",
    });
  }

  toString(): string {
    return this.table().toString();
  }

  [jupyterDisplay](): MimeBundle {
    return this.table()[jupyterDisplay]();
  }
}

/** Computes the source report's sentences again, by its own tables alone: nothing of it is measured here. */
export function sourceAudit(): SourceAudit {
  const source = readSourceReport();
  const file = readAudits();
  return new SourceAudit(
    file.audits.map((audit) => evaluateAudit(audit, source)),
    file.rule,
    source,
  );
}
