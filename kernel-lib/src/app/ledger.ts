import type { LedgerView } from "../report/ledger/ledger-view.js";
import { evidence } from "./evidence.js";

/** Every sentence of the ledger, the source report's and this project's own, with what the newest evidence says of it. */
export async function ledger(): Promise<LedgerView> {
  const { readCoverage } = await import("../report/data/coverage-schema.js");
  const { LedgerView } = await import("../report/ledger/ledger-view.js");
  const { evaluated, source } = await evidence();
  return new LedgerView(evaluated, source, readCoverage());
}
