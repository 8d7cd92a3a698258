import { Table } from "../tables/table.js";
import { formatNumber } from "../words/format-number.js";
import type { GoalRow, GoalsDocument } from "./goals-document.js";

/** The goals as a table: what is to be reached, what was measured, and whether that is enough. */
export function goalsTable(document: GoalsDocument): Table {
  const rows = document.goals.map((goal) => [
    goal.id,
    goal.text,
    measured(goal),
    goal.state,
    goal.run?.slice(0, 19) ?? "",
    goal.reason ?? "",
  ]);
  return new Table({
    columns: ["Goal", "To reach", "Measured (95 % interval)", "State", "Measured by", "Why"],
    rows,
    caption: "Goals",
    notes: [],
  });
}

function measured({ value, low, high }: GoalRow): string | null {
  if (value === null) return null;
  return low === null || high === null
    ? formatNumber(value)
    : `${formatNumber(value)} (${formatNumber(low)}–${formatNumber(high)})`;
}
