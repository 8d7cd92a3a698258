import { caveatsFor } from "../caveats/caveats-for.js";
import type { FamilyReport, Selection } from "../family-report.js";
import { formatPercent } from "../words/format-number.js";
import type { Cell } from "./cell.js";
import { Table } from "./table.js";

/** Every selected ratio: value with its plain 95 % interval, margin, rounds, verdict in words. */
export function ratioTable(report: FamilyReport, selection: Selection): Table {
  const asked = report.shown(selection, { sourceLane: false, scenarios: [] });
  const arms = asked.arms.filter((arm) => asked.ratios.some((one) => one.arm === arm || one.against === arm));
  const cases = asked.cases.filter((task) => task.ratios.some((one) => asked.ratios.includes(one)));
  const shown = { ...asked, arms, cases };
  const rows = shown.ratios.map((one): Cell[] => {
    const pair = { arm: one.arm, againstCase: one.againstCase };
    const value = report.ratio(one.armCase, one.against, pair);
    const elsewhere = one.againstCase === one.armCase ? "" : ` (${report.case(one.againstCase).title})`;
    return [
      report.case(one.armCase).title,
      report.label(one.arm),
      `${report.label(one.against)}${elsewhere}`,
      value.value === null ? null : { value: value.value, text: value.toString(), source: value.label },
      { value: one.margin, text: one.margin > 10 ? "over 1,000 %" : formatPercent(one.margin, 2) },
      one.rounds,
      report.verdict(one.armCase, one.against, pair).words,
    ];
  });
  return new Table({
    columns: ["Case", "Arm", "Against", "Time ratio (95 % interval)", "Margin", "Rounds", "Verdict"],
    rows,
    caption: `${report.result.title}: time of the arm over time of the other; below 1 the arm takes less time. ${report.origin()}.`,
    notes: caveatsFor(shown).map((caveat) => caveat.text),
  });
}
