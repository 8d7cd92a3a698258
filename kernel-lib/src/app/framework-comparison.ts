import type { Table } from "../report/tables/table.js";
import { evidence } from "./evidence.js";

/** The source report's comparison of frameworks, and what the newest evidence of the families orm and router says in its place. */
export async function frameworkComparison(): Promise<Table> {
  const { FamilyReport } = await import("../report/family-report.js");
  const { sourceTable } = await import("../report/tables/source-table.js");
  const { results } = await evidence();
  const compared = results.filter(({ family }) => family === "orm" || family === "router");
  return sourceTable(
    compared.map((result) => new FamilyReport(result)),
    { section: "comparison" },
  );
}
