import type { ArmResult } from "../../measure/verdict/family-result.js";
import { caveatsFor } from "../caveats/caveats-for.js";
import type { FamilyReport, Selection } from "../family-report.js";
import { rateCell } from "./rates-table.js";
import { Table } from "./table.js";

export interface StatisticsTableOptions extends Selection {
  /** True adds operations a second, from the mean. */
  readonly perSecond?: boolean;
}

/** Every measured arm at every selected case in both lanes, in nanoseconds an operation. */
export function statisticsTable(
  report: FamilyReport,
  { perSecond = false, ...selection }: StatisticsTableOptions,
): Table {
  const shown = report.shown(selection, { ratios: [], scenarios: [] });
  const rows = shown.cases.flatMap((task) =>
    task.arms
      .filter((arm) => shown.arms.includes(arm.name))
      .map((arm) => {
        const time = arm.claimLane === null ? null : report.time(task.case, arm.name);
        const claim = time === null ? null : { value: time.value, text: time.toString() };
        return [
          task.title,
          arm.label,
          arm.mean,
          ...(perSecond ? [rateCell(arm)] : []),
          arm.median,
          arm.p95,
          arm.p99,
          arm.n,
          arm.runs,
          arm.batch,
          arm.collections,
          claim,
          arm.claimLane === null ? null : processes(arm.claimLane),
        ];
      }),
  );
  return new Table({
    columns: [
      "Case",
      "Arm",
      "Mean (ns)",
      ...(perSecond ? ["Operations a second"] : []),
      "Median (ns)",
      "P95 (ns)",
      "P99 (ns)",
      "n",
      "Runs",
      "Calls a sample",
      "Collections",
      "Claim lane (95 % interval)",
      "Processes",
    ],
    rows,
    caption: `${report.result.title}: both lanes. ${report.origin()}.`,
    notes: caveatsFor(shown).map((caveat) => caveat.text),
  });
}

/** "15 steady; turbofan; 42 collections": how the processes of the claim lane behaved while they were counted. */
function processes({ classes, tiers, collections }: NonNullable<ArmResult["claimLane"]>): string {
  const shown = Object.entries(classes).flatMap(([name, count]) => (count > 0 ? [`${count} ${name}`] : []));
  const inTiers = Object.entries(tiers).map(([tier, count]) =>
    Object.keys(tiers).length === 1 ? tier : `${count} ${tier}`,
  );
  const parts = [
    shown.join(", "),
    inTiers.join(", "),
    `${collections} ${collections === 1 ? "collection" : "collections"}`,
  ];
  return parts.filter((part) => part !== "").join("; ");
}
