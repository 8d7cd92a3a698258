import { margins } from "../plan/margins.js";
import type { Plan, Sentinel } from "../plan/plan.js";
import type { Round } from "../samples/round.js";
import { contains, type Interval } from "../stats/interval.js";
import { sample } from "../stats/sample.js";
import { tInterval } from "../stats/t-interval.js";
import type { SentinelResult } from "./family-result.js";
import { floorOfLogs } from "./floor-of-logs.js";
import { ratioLogs } from "./ratio-logs.js";
import type { SentinelRounds } from "./sentinel-rounds.js";

/** Both of a sentinel's checks are made at 99.9 %, so that a sound run is voided in under 2 % of runs. */
const ALPHA = 0.001;

/** exp, kept finite and above 0: an interval from two rounds may be wider than a number can be. */
export const ratioOf = (log: number): number => Math.min(Math.max(Math.exp(log), Number.MIN_VALUE), Number.MAX_VALUE);

const asRatios = ({ point, low, high }: Interval) => ({
  ratio: ratioOf(point),
  low: ratioOf(low),
  high: ratioOf(high),
});

/** The floor that a kind's sentinel measured in its first `most` rounds; see `floorOfLogs`. */
export const floorOf = (
  sentinel: Pick<Sentinel, "again" | "base">,
  rounds: readonly Round[],
  most: number,
): number | null => floorOfLogs(ratioLogs(rounds, sentinel.again, sentinel.base).means.slice(0, most));

/**
 * Judges one kind's sentinel over all its rounds: the same arm against itself must not come out faster or slower, and the
 * interval of the arm with 3 % more work must hold 1.03. Null before two rounds.
 */
export function judgeSentinel(plan: Plan, { sentinel, rounds, lentBy }: SentinelRounds): SentinelResult | null {
  const same = ratioLogs(rounds, sentinel.again, sentinel.base).means;
  const plus = ratioLogs(rounds, sentinel.plus, sentinel.base).means;
  const floor = floorOf(sentinel, rounds, rounds.length);
  if (floor === null || plus.length < 2) return null;
  const sameInterval = tInterval(sample(same), ALPHA);
  const plusInterval = tInterval(sample(plus), ALPHA);
  const bound = Math.log1p(margins[sentinel.kind]);
  const apart = sameInterval.low > bound || sameInterval.high < -bound;
  const missed = !contains(plusInterval, Math.log(sentinel.known));
  const few = same.length < (plan.profile.looks[0] ?? 2);
  const reasons = [
    ...(apart ? ["the same arm against itself came out different"] : []),
    ...(missed ? [`the interval of a known ratio of ${sentinel.known} does not hold it`] : []),
    ...(few ? ["too few rounds"] : []),
  ];
  return {
    kind: sentinel.kind,
    passed: reasons.length === 0,
    reason: reasons.length === 0 ? null : reasons.join("; "),
    same: asRatios(sameInterval),
    plus: { known: sentinel.known, ...asRatios(plusInterval) },
    floor,
    rounds: same.length,
    lentBy,
  };
}
