import type { Table } from "../report/tables/table.js";

/**
 * What the project sets out to reach, and what the newest measurements say: of the named families, of all where none is named.
 * @throws LabError `unknown-family`
 */
export async function goals(...families: readonly string[]): Promise<Table> {
  const { readLedger } = await import("../report/ledger/claims-schema.js");
  const { evaluateClaims } = await import("../report/ledger/evaluate-claims.js");
  const { goalsDocument } = await import("../report/ledger/goals-document.js");
  const { goalsTable } = await import("../report/ledger/goals-table.js");
  const { newestEvidence } = await import("./newest-evidence.js");
  const { findProject } = await import("./project.js");
  const project = findProject();
  return goalsTable(
    goalsDocument(evaluateClaims(readLedger(), newestEvidence(project, process.env.KERNEL_LIB_RUN)), families),
  );
}
