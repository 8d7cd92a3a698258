import type { Displayable, MimeBundle } from "../../base/displayable.js";
import { jupyterDisplay } from "../../base/displayable.js";
import type { FamilyResult, RatioResult, Verdict } from "../../measure/verdict/family-result.js";
import type { Caveat } from "../caveats/caveat.js";
import { caveatsFor } from "../caveats/caveats-for.js";
import { FamilyReport } from "../family-report.js";
import type { Cell } from "../tables/cell.js";
import { Table } from "../tables/table.js";
import { type Counted, counted } from "../words/counted.js";

/** A ratio with the report of its family. */
export interface Headline {
  readonly report: FamilyReport;
  readonly ratio: RatioResult;
}

/** Caveats that a table of all families can say once; those of single cases and arms stand in the sections. */
const ofAll = [
  "decides-nothing",
  "virtual-machine",
  "not-pinned",
  "noisy-rounds",
  "others-had-the-core",
  "one-session",
];

/** Said where nothing was measured. */
const notYet = "Not measured yet: `npm start` measures the whole report, a section's notebook its own part.";

/** Every ratio that the newest measurements gave rounds to, over all families. It decides nothing. Immutable. */
export class RunSummary implements Displayable {
  readonly headlines: readonly Headline[];

  constructor(results: readonly FamilyResult[]) {
    this.headlines = results.flatMap((result) => {
      const report = new FamilyReport(result);
      return result.cases.flatMap((one) => one.ratios.map((ratio) => ({ report, ratio })));
    });
  }

  /** How many ratios; of one verdict, or "decided": a direction, or no difference. */
  counted(which: Verdict | "decided" | "all" = "all"): Counted {
    const is = ({ ratio }: Headline) =>
      which === "all" ||
      (which === "decided" ? !["undecided", "not measured"].includes(ratio.verdict) : ratio.verdict === which);
    return counted(this.headlines.filter(is).length, "ratio");
  }

  /** A row a ratio: what it is of, its value with the plain 95 % interval, the verdict in words. */
  table(): Table {
    const rows = this.headlines.map(({ report, ratio }): Cell[] => {
      const pair = { arm: ratio.arm, againstCase: ratio.againstCase };
      const value = report.ratio(ratio.armCase, ratio.against, pair);
      return [
        report.result.title,
        report.case(ratio.armCase).title,
        headlineAgainst({ report, ratio }),
        value.value === null ? null : { value: value.value, text: value.toString(), source: value.label },
        ratio.rounds,
        report.verdict(ratio.armCase, ratio.against, pair).words,
      ];
    });
    return new Table({
      columns: ["Section", "Case", "Against", "Time ratio (95 % interval)", "Rounds", "Verdict"],
      rows,
      caption: "Headline ratios: Covet's time over the other's; below 1 Covet takes less time.",
      notes: this.headlines.length === 0 ? [notYet] : this.caveats().map(({ text }) => text),
    });
  }

  /** What limits all of these numbers; each once. */
  caveats(): Caveat[] {
    const reports = [...new Set(this.headlines.map(({ report }) => report))];
    const found = reports.flatMap((report) => caveatsFor(report.shown({}, { sourceLane: false, scenarios: [] })));
    const texts = new Map(found.filter(({ id }) => ofAll.includes(id)).map((caveat) => [caveat.id, caveat]));
    return [...texts.values()];
  }

  /** When the samples were taken. */
  origin(): string {
    const times = this.headlines.map(({ report }) => report.result.sampled);
    if (times.length === 0) return notYet;
    const text = (time: string | undefined) => (time ?? "").slice(0, 16).replace("T", " ");
    const from = text(times.map((one) => one.from).sort()[0]);
    const to = text(
      times
        .map((one) => one.to)
        .sort()
        .at(-1),
    );
    const profiles = [...new Set(this.headlines.map(({ report }) => report.result.profile))].join(", ");
    return `Samples taken ${from} to ${to} UTC; profile ${profiles}.`;
  }

  toString(): string {
    return this.table().toString();
  }

  [jupyterDisplay](): MimeBundle {
    return this.table()[jupyterDisplay]();
  }
}

/** "memoirist", with its case where that is another one, and with the arm where that is not the family's reference. */
export function headlineAgainst({ report, ratio }: Headline): string {
  const elsewhere = ratio.againstCase === ratio.armCase ? "" : ` (${report.case(ratio.againstCase).title})`;
  const whose = ratio.arm === report.reference ? "" : ` (by ${report.label(ratio.arm)})`;
  return `${report.label(ratio.against)}${elsewhere}${whose}`;
}
