import { readLedger } from "../report/ledger/claims-schema.js";
import { evaluateClaims } from "../report/ledger/evaluate-claims.js";
import { goalsDocument } from "../report/ledger/goals-document.js";
import { goalsTable } from "../report/ledger/goals-table.js";
import type { Table } from "../report/tables/table.js";
import { newestEvidence } from "./newest-evidence.js";
import { findProject } from "./project.js";

/**
 * What the project sets out to reach, and what the newest measurements say: of the named families, of all where none is named.
 * @throws LabError `unknown-family`
 */
export function goals(...families: readonly string[]): Table {
  const project = findProject();
  return goalsTable(
    goalsDocument(evaluateClaims(readLedger(), newestEvidence(project, process.env.KERNEL_LIB_RUN)), families),
  );
}
