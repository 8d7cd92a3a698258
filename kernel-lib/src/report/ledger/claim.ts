import { caveatsFor } from "../caveats/caveats-for.js";
import { readSourceReport } from "../data/source-report-schema.js";
import type { FamilyReport } from "../family-report.js";
import { unknownName } from "../nearest.js";
import { ClaimView } from "./claim-view.js";
import { readLedger, subjectOf } from "./claims-schema.js";
import { evaluateClaim } from "./evaluate-claims.js";

/**
 * A claim of the ledger against what was just measured: `claim("routing/sub-microsecond", routing)`.
 * @throws LabError "unknown-claim" listing the claims of the report's family.
 */
export function claim(id: string, report: FamilyReport): ClaimView {
  const ledger = readLedger();
  const entry = ledger.claims.find((one) => one.id === id);
  if (entry === undefined) {
    const ofFamily = ledger.claims.filter((one) => subjectOf(one) === report.result.family).map((one) => one.id);
    throw unknownName("unknown-claim", "claim", id, ofFamily);
  }
  const context = { results: [report.result], measurements: [], source: readSourceReport(), run: null };
  const { statistic } = entry;
  const named =
    "cases" in statistic
      ? [...statistic.cases, ...("againstCases" in statistic ? (statistic.againstCases ?? []) : [])]
      : "pairs" in statistic
        ? statistic.pairs.flat()
        : "case" in statistic
          ? [statistic.case]
          : [];
  const cases = named.filter((name) => report.cases.includes(name));
  const scenarios =
    "scenario" in statistic && report.scenarios.includes(statistic.scenario) ? [statistic.scenario] : [];
  const peer = "against" in statistic && report.arms.includes(statistic.against) ? [statistic.against] : [];
  const arms = "arm" in statistic && report.arms.includes(statistic.arm) ? [...new Set([statistic.arm, ...peer])] : [];
  const evaluated = evaluateClaim(entry, context);
  const selection = { cases, scenarios, ...(peer.length > 0 || !("against" in statistic) ? { arms } : {}) };
  const shown = report.shown(selection, { sourceLane: evaluated.low === null });
  return new ClaimView(evaluated, caveatsFor(shown));
}
