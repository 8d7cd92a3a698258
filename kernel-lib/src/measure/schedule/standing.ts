import type { Plan, PlannedRatio } from "../plan/plan.js";
import type { LentRound } from "../samples/lent-round.js";
import type { Round } from "../samples/round.js";
import { judgeRatio } from "../verdict/judge-ratio.js";

/** How far an undecided ratio is from a decision. */
export interface Standing {
  /**
   * The interval's half width over that which would decide with the same point: its distance from the margin, or to twice the margin where it lies inside. On the
   * log axis; mostly above 1.
   */
  readonly width: number;
  /** False where no look is expected to decide it, the spread and the point staying as they are. */
  readonly decidable: boolean;
}

/** A point on the margin itself would need an interval of no width. */
const NARROWEST = 1e-9;

/**
 * How a ratio stands after its first `look` rounds; null where they decided it. `rounds` may be those of its own and of its sentinel's group alone. Pure.
 */
export function standingOf(
  plan: Plan,
  ratio: PlannedRatio,
  rounds: readonly Round[],
  lent: readonly LentRound[],
  look: number,
): Standing | null {
  const seen = rounds.filter(({ group, number }) => group !== ratio.group || number < look);
  const result = judgeRatio(plan, ratio, seen, { sentinelFailed: false, notMeasured: null }, lent);
  if (result.verdict !== "undecided") return null;
  const { ratio: value, low, high, margin, neededSeconds, reason } = result;
  // Fewer than two rounds, or a profile that decides nothing: there is no interval to be judged by.
  if (value === null || low === null || high === null) return { width: Number.MAX_VALUE, decidable: true };
  const half = (Math.log(high) - Math.log(low)) / 2;
  const point = Math.abs(Math.log(value));
  const bound = Math.log1p(margin);
  const needed = point < bound ? 2 * bound - point : point - bound;
  return {
    width: half / Math.max(needed, NARROWEST),
    // Estimators that disagree may agree at the next look.
    decidable: neededSeconds !== null || reason === "estimators disagree",
  };
}

/** A group's standing from those of its undecided ratios: as wide as the widest that can be decided. */
export function widestOf(standings: readonly Standing[]): Standing {
  const decidable = standings.filter((each) => each.decidable);
  const counted = decidable.length > 0 ? decidable : standings;
  return { width: Math.max(0, ...counted.map(({ width }) => width)), decidable: decidable.length > 0 };
}
