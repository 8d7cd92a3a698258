import { mean } from "../stats/mean.js";
import { sample } from "../stats/sample.js";
import { standardDeviation } from "../stats/standard-deviation.js";
import { studentCritical } from "../stats/student-t.js";
import type { RatioResult, Verdict } from "./family-result.js";
import { ratioOf } from "./judge-sentinel.js";

/** What several ratios say together. */
export interface TogetherResult {
  readonly claims: readonly string[];
  /** The verdict that all of them have; "undecided" where they are not all decided alike, "not measured" where one is not. */
  readonly verdict: Verdict;
  /** Which ones stand in the way, and how they came out; null where none does. */
  readonly reason: string | null;
  /** Geometric mean of the ratios, with its plain 95 % interval; null where one has fewer than two rounds. */
  readonly ratio: number | null;
  readonly interval95: { readonly low: number; readonly high: number } | null;
  /** The longest of the waits of its members, seconds; null where nothing can be forecast. */
  readonly neededSeconds: number | null;
}

/**
 * Judges "at every one of them": an intersection–union test (Berger 1982). Each member was decided at its own share of the run's error, so all of them
 * together need no further correction: the composite can be wrong only if a member is. Verdicts are taken as they stand; nothing is decided
 * here from numbers. The summary is the geometric mean of the members' ratios with Welch and Satterthwaite's interval: the
 * members' rounds are of different groups and independent. Pure, O(rounds).
 * @throws RangeError without members.
 */
export function judgeTogether(members: readonly RatioResult[]): TogetherResult {
  const [first] = members;
  if (first === undefined) throw new RangeError("a composite claim needs at least one ratio");
  const open = (verdict: Verdict) => verdict === "undecided" || verdict === "not measured";
  const alike = members.every(({ verdict }) => verdict === first.verdict) && !open(first.verdict);
  const missing = members.some(({ verdict }) => verdict === "not measured");
  const against = members.filter(({ verdict }) => open(verdict));
  const told = (against.length > 0 ? against : members).map(
    ({ claim, verdict, reason }) => `${claim}: ${verdict}${reason === null ? "" : ` (${reason})`}`,
  );
  const waits = members.flatMap(({ neededSeconds }) => (neededSeconds === null ? [] : [neededSeconds]));
  return {
    claims: members.map(({ claim }) => claim),
    verdict: alike ? first.verdict : missing ? "not measured" : "undecided",
    reason: alike ? null : told.join("; "),
    ...summary(members),
    neededSeconds: alike || waits.length === 0 ? null : Math.max(...waits),
  };
}

function summary(members: readonly RatioResult[]): Pick<TogetherResult, "ratio" | "interval95"> {
  if (members.some(({ logs }) => logs.length < 2)) return { ratio: null, interval95: null };
  const parts = members.map(({ logs }) => {
    const values = sample(logs);
    return {
      centre: mean(values),
      variance: standardDeviation(values) ** 2 / values.length,
      degrees: values.length - 1,
    };
  });
  const centre = parts.reduce((sum, part) => sum + part.centre, 0) / parts.length;
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  if (variance === 0) return { ratio: ratioOf(centre), interval95: { low: ratioOf(centre), high: ratioOf(centre) } };
  const degrees = variance ** 2 / parts.reduce((sum, part) => sum + part.variance ** 2 / part.degrees, 0);
  // Rounded down: the wider interval.
  const half = (studentCritical(0.05, Math.max(1, Math.floor(degrees))) * Math.sqrt(variance)) / parts.length;
  return { ratio: ratioOf(centre), interval95: { low: ratioOf(centre - half), high: ratioOf(centre + half) } };
}
