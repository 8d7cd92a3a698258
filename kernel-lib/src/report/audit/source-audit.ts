import type { Displayable, MimeBundle } from "../../base/displayable.js";
import { jupyterDisplay } from "../../base/displayable.js";
import { readSourceReport } from "../data/source-report-schema.js";
import { Table } from "../tables/table.js";
import { type Counted, counted } from "../words/counted.js";
import { readAudits } from "./audit-schema.js";
import { type AuditResult, type EvaluatedAudit, evaluateAudit } from "./evaluate-audit.js";

/** The source report's sentences, computed again from its own printed figures. Immutable. */
export class SourceAudit implements Displayable {
  readonly audits: readonly EvaluatedAudit[];
  /** What a printed figure stands for when it is computed with. */
  readonly rule: string;

  constructor(audits: readonly EvaluatedAudit[], rule: string) {
    this.audits = audits;
    this.rule = rule;
  }

  /** How many sentences were computed again, or how many of them came out so; for a sentence. */
  counted(result?: AuditResult): Counted {
    const some = result === undefined ? this.audits : this.audits.filter((one) => one.result === result);
    return counted(some.length, "sentence");
  }

  /** The sentences with what comes out; only those of one result where it is named. */
  table(options: { readonly result?: AuditResult } = {}): Table {
    const some = this.audits.filter((one) => options.result === undefined || one.result === options.result);
    return new Table({
      columns: ["Section", "The report says", "Recomputed", "Against", "By its own tables", "Note"],
      rows: some.map(({ section, quote, recomputed, said, result, audit }) => [
        section,
        quote,
        recomputed,
        said,
        result,
        audit.note ?? "",
      ]),
      caption: "The source report's sentences, computed again from its own figures",
      notes: [this.rule],
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
  );
}
