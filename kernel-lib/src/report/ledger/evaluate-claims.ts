import { margins } from "../../measure/plan/margins.js";
import type { FamilyResult } from "../../measure/verdict/family-result.js";
import { judgeReproduction, type Reproduction } from "../../measure/verdict/judge-reproduction.js";
import type { Measurement } from "../data/measurements.js";
import type { SourceReport } from "../data/source-report-schema.js";
import { convertUnit } from "../source/convert-unit.js";
import { type ClaimEntry, type Ledger, subjectOf } from "./claims-schema.js";
import { computeStatistic } from "./compute-statistic.js";
import type { Side } from "./judge.js";
import { judge } from "./judge.js";
import { sourceValue } from "./source-value.js";
import type { StatisticValue } from "./statistic-value.js";

/** What is known when claims are evaluated. */
export interface ClaimContext {
  /** At most one result a family is read: the first. */
  readonly results: readonly FamilyResult[];
  readonly measurements: readonly Measurement[];
  readonly source: SourceReport;
  /** The run that the results belong to; a result's own job where null. */
  readonly run: string | null;
  /** Results that were published, each with a job that says so: a goal for which the others have no interval is shown as it was decided there. */
  readonly published?: readonly FamilyResult[];
}

/** Of a sentence: does it hold here? */
export type ClaimState = "holds" | "not shown" | "reversed" | "not measured";
/** Of a goal: is it reached? */
export type GoalState = "met" | "missed" | "undecided" | "not measured";

/** An entry of the ledger with what was measured for it; numbers in the entry's unit. */
export interface EvaluatedClaim {
  readonly entry: ClaimEntry;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly state: ClaimState | GoalState;
  readonly run: string | null;
  readonly reason: string | null;
  /** What the source report's own figures say of its sentence: null where the report printed no figure for it. */
  readonly inSource: { readonly value: number; readonly holds: boolean } | null;
  /** Of a sentence about a ratio: whether the number that the source report printed was found again here; null where either lacks. */
  readonly reproduction: Reproduction | null;
}

function stateOf(entry: ClaimEntry, side: Side, measured: boolean): ClaimState | GoalState {
  if (entry.origin === "goal") {
    if (!measured) return "not measured";
    return side === "good" ? "met" : side === "bad" ? "missed" : "undecided";
  }
  if (!measured) return "not measured";
  return side === "good" ? "holds" : side === "bad" ? "reversed" : "not shown";
}

/** Why nothing was shown although an interval is there. */
function whyOpen(entry: ClaimEntry, found: StatisticValue, side: Side): string | null {
  if (found.reason !== null) return side === "open" ? found.reason : null;
  return side === "open"
    ? `the 95 % interval reaches over the target (${[entry.target].flat().join(" to ")} ${entry.unit})`
    : null;
}

/** Evaluates one entry. Pure. */
export function evaluateClaim(entry: ClaimEntry, context: ClaimContext): EvaluatedClaim {
  const own = evaluateIn(entry, context);
  if (entry.origin !== "goal" || own.state === "met" || own.state === "missed" || hasInterval(own)) return own;
  const results = (context.published ?? []).filter(({ family }) => family === subjectOf(entry));
  const published = evaluateIn(entry, { ...context, results, run: null });
  if (results.length === 0 || !hasInterval(published)) return own;
  return { ...published, reason: published.reason ?? "as published: here it had no rounds, or too few" };
}

/** Both ends: against the fastest peer there is one end where some peers had rounds. */
const hasInterval = ({ low, high }: EvaluatedClaim): boolean => low !== null && high !== null;

function evaluateIn(entry: ClaimEntry, context: ClaimContext): EvaluatedClaim {
  const found = computeStatistic(entry, context);
  const scaled = (number: number | null) =>
    number === null || found.unit === undefined ? number : convertUnit(number, found.unit, entry.unit);
  const bounds = { low: scaled(found.low), high: scaled(found.high) };
  const side = judge(bounds, entry);
  const said = entry.origin === "source" ? sourceValue(entry, context.source) : null;
  return {
    entry,
    value: scaled(found.value),
    ...bounds,
    state: stateOf(entry, side, found.measured),
    run: found.run === null ? null : (context.run ?? found.run),
    reason: whyOpen(entry, found, side),
    inSource: said === null ? null : { value: said, holds: judge({ low: said, high: said }, entry) === "good" },
    reproduction: said === null ? null : reproduction(entry, said, bounds, context),
  };
}

/** At the margin of the cases that the sentence is about: the widest of them. */
function reproduction(
  entry: ClaimEntry,
  said: number,
  { low, high }: { readonly low: number | null; readonly high: number | null },
  { results }: ClaimContext,
): Reproduction | null {
  const { statistic } = entry;
  if (entry.unit !== "x" || low === null || high === null || !(low > 0 && said > 0)) return null;
  const names = "case" in statistic ? [statistic.case] : "cases" in statistic ? statistic.cases : [];
  const kinds = results
    .filter(({ family }) => family === subjectOf(entry))
    .flatMap(({ cases }) => cases.filter((one) => names.includes(one.case)).map(({ kind }) => margins[kind]));
  return kinds.length === 0 ? null : judgeReproduction(said, { low, high }, Math.max(...kinds));
}

/** Every entry of the ledger with what was measured for it, in the ledger's order. Pure. */
export function evaluateClaims(ledger: Ledger, context: ClaimContext): EvaluatedClaim[] {
  return ledger.claims.map((entry) => evaluateClaim(entry, context));
}
