import type { ArmResult } from "../../measure/verdict/family-result.js";
import { caveatsFor } from "../caveats/caveats-for.js";
import type { FamilyReport, Selection } from "../family-report.js";
import { formatNumber } from "../words/format-number.js";
import type { Cell } from "./cell.js";
import { Table } from "./table.js";

/** Operations a second: a second over the mean time of one, as the source report computes them; null where the mean is 0. */
export function rateCell(arm: ArmResult): Cell {
  if (arm.mean === 0) return null;
  const value = 1e9 / arm.mean;
  return {
    value,
    text: formatNumber(value, 4),
    source: `one second over the mean of ${arm.n.toLocaleString("en-US")} samples`,
  };
}

/** Operations a second: a row a selected case, a column an arm that was measured at one of them. */
export function ratesTable(report: FamilyReport, selection: Selection): Table {
  const shown = report.shown(selection, { ratios: [], scenarios: [], claimLane: false });
  const arms = shown.arms.filter((arm) => shown.cases.some((one) => one.arms.some((there) => there.name === arm)));
  const rows = shown.cases.map((task): Cell[] => {
    const rates = arms.map((arm) => {
      const found = task.arms.find((one) => one.name === arm);
      return found === undefined ? null : rateCell(found);
    });
    return [task.title, ...rates];
  });
  return new Table({
    columns: ["Case", ...arms.map((arm) => report.label(arm))],
    rows,
    caption: `${report.result.title}: operations a second, from the mean of the source lane. ${report.origin()}.`,
    notes: caveatsFor(shown).map((caveat) => caveat.text),
  });
}
