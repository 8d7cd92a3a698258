import type { ClaimContext, EvaluatedClaim } from "../report/ledger/evaluate-claims.js";

/** The ledger, judged by the newest evidence: within a run of the report by that run's own samples. */
export async function evidence(): Promise<ClaimContext & { readonly evaluated: readonly EvaluatedClaim[] }> {
  const { readLedger } = await import("../report/ledger/claims-schema.js");
  const { evaluateClaims } = await import("../report/ledger/evaluate-claims.js");
  const { newestEvidence } = await import("./newest-evidence.js");
  const { findProject } = await import("./project.js");
  const context = newestEvidence(findProject(), process.env.KERNEL_LIB_RUN);
  return { ...context, evaluated: evaluateClaims(readLedger(), context) };
}
