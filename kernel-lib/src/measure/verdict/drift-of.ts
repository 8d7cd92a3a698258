import type { Round } from "../samples/round.js";
import { mean } from "../stats/mean.js";
import { sample } from "../stats/sample.js";
import { tInterval } from "../stats/t-interval.js";
import type { Drift } from "./family-result.js";
import { ratioOf } from "./judge-sentinel.js";
import { turnsAlike } from "./ratio-logs.js";

/** Drift is said at 99.9 %, as sentinels are judged: of a thousand steady ratios one is called drifting. */
const ALPHA = 0.001;
/** Fewer turns than this have no halves worth comparing. */
const FEWEST_TURNS = 8;

/**
 * Whether a ratio changes over a process's life: in each round the ratio over the first half of the turns against that over the second half. What
 * slows both arms cancels in it, as in the ratio itself, so that a neighbour's noise is not taken for drift.
 * @returns the ratio of the first half over that of the second, with its 99.9 % interval over rounds, where that lies wholly beyond the margin (a
 * fraction); else null, also where there are fewer than two rounds or eight turns
 */
export function driftOf(rounds: readonly Round[], arm: string, against: string, margin: number): Drift | null {
  const changes = rounds.flatMap(({ contestants }) => {
    const a = contestants.find(({ id }) => id === arm);
    const b = contestants.find(({ id }) => id === against);
    if (!a || !b || Math.min(a.turns.length, b.turns.length) < FEWEST_TURNS) return [];
    const [ours, theirs] = turnsAlike(a, b);
    return [halves(ours) - halves(theirs)];
  });
  if (changes.length < 2) return null;
  const { point, low, high } = tInterval(sample(changes), ALPHA);
  const bound = Math.log1p(margin);
  if (low <= bound && high >= -bound) return null;
  return { ratio: ratioOf(point), low: ratioOf(low), high: ratioOf(high) };
}

/** log(mean turn of the first half / mean turn of the second). */
function halves(turns: readonly number[]): number {
  const middle = turns.length >> 1;
  return Math.log(mean(sample(turns.slice(0, middle))) / mean(sample(turns.slice(middle))));
}
