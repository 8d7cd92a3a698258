import type { FamilyResult } from "../../measure/verdict/family-result.js";
import { routingResults } from "./routing-results.js";
import { sectionResults } from "./section-results.js";
import type { SourceReport } from "./source-report-schema.js";

/** Which file of the report holds which family, and the source report's section; the first five are named by the source report itself. */
const files: Readonly<Record<string, { readonly name: string; readonly section: string }>> = {
  native: { name: "honest_rust_benchmark_results.json", section: "1" },
  orm: { name: "honest_orm_comparison_results.json", section: "2" },
  router: { name: "routing_performance_results.json", section: "3" },
  sql: { name: "query_builder_performance_results.json", section: "4" },
  load: { name: "load_test_results.json", section: "10" },
  pool: { name: "connection_pool_results.json", section: "5" },
  cache: { name: "cache_results.json", section: "6" },
  transactions: { name: "transaction_results.json", section: "7" },
  async: { name: "async_results.json", section: "8" },
  memory: { name: "memory_results.json", section: "9" },
  http: { name: "http_results.json", section: "comparison" },
};

/**
 * A family's result as the report's file of its section: name and document; null for a family that is no section of the report.
 * Pure; the document is checked against its schema.
 */
export function resultFile(
  result: FamilyResult,
  source: SourceReport,
): { readonly name: string; readonly section: string; readonly json: unknown } | null {
  const file = Object.hasOwn(files, result.family) ? files[result.family] : undefined;
  if (file === undefined) return null;
  const json =
    result.family === "router" ? routingResults(result, source) : sectionResults(result, source, file.section);
  return { ...file, json };
}

/** Names of all files, by family. */
export const resultFileNames: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(files).map(([family, { name }]) => [family, name]),
);
