import type { Table } from "../report/tables/table.js";
import { evidence } from "./evidence.js";

/** The source report's recommendations with its effort and priority, and what the newest evidence says before and after. */
export async function recommendations(): Promise<Table> {
  const { recommendationsTable } = await import("../report/score/recommendations-table.js");
  const { results, source } = await evidence();
  return recommendationsTable(source, results);
}
