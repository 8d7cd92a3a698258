import type { Profile } from "../plan/profile.js";
import type { Random } from "../plan/random.js";
import type { Decision } from "../verdict/decide.js";
import { floorOfLogs } from "../verdict/floor-of-logs.js";
import { eachLogs, type RatioLogs } from "../verdict/ratio-logs.js";
import { takeLooks } from "../verdict/take-looks.js";

/** One draw from a trace holds at most this share of it, so that draws are nearly independent. */
const SHARE = 10;
/** Neighbouring rounds are drawn together, so that bursts of noise stay in the draw. */
const BLOCK = 5;

/** How many rounds a draw from a trace of so many may hold. */
export const mostOf = (trace: RatioLogs): number => Math.floor(trace.means.length / SHARE);

/**
 * Draws rounds from a trace of a true ratio of 1, in blocks of neighbours at random places, each with its sign flipped by a coin: which of two
 * equal arms is called the first is a coin's in any case, so what is drawn is centred at exactly 1 whatever the trace's own mean.
 * @throws RangeError where more are asked for than `mostOf` allows
 */
export function draw(trace: RatioLogs, rounds: number, chance: Random, effect = 0): RatioLogs {
  if (rounds > mostOf(trace))
    throw new RangeError(`at most ${mostOf(trace)} rounds may be drawn from ${trace.means.length}, not ${rounds}`);
  const drawn: { readonly place: number; readonly sign: number }[] = [];
  while (drawn.length < rounds) {
    const start = chance.below(trace.means.length);
    for (let step = 0; step < BLOCK && drawn.length < rounds; step++)
      drawn.push({ place: (start + step) % trace.means.length, sign: chance.next() < 0.5 ? -1 : 1 });
  }
  return eachLogs(trace, (values) => drawn.map(({ place, sign }) => effect + sign * (values[place] ?? 0)));
}

/** What one replayed claim came to. */
export interface Replayed {
  readonly decision: Decision | null;
  /** Rounds at the look that decided, or at the last one taken; 0 where not even the first could be. */
  readonly rounds: number;
}

/**
 * The whole rule on drawn rounds, as in a run: the claim's own rounds, and as many of its sentinel, whose floor holds the margin up.
 * @param effect the true log ratio
 * @param most rounds that there is time for
 */
export function replay(trace: RatioLogs, { profile, margin, effect, most }: ReplayRequest, chance: Random): Replayed {
  const rounds = Math.min(most, mostOf(trace), profile.looks.at(-1) ?? 0);
  const drawn = draw(trace, rounds, chance, effect);
  const sentinel = draw(trace, rounds, chance).means;
  const looks = takeLooks(profile, drawn, margin, (count) =>
    Math.max(margin, floorOfLogs(sentinel.slice(0, count)) ?? 0),
  );
  const last = looks.at(-1);
  return { decision: last?.decision ?? null, rounds: last?.rounds ?? 0 };
}

export interface ReplayRequest {
  readonly profile: Profile;
  /** The smallest difference of interest, a fraction. */
  readonly margin: number;
  readonly effect: number;
  readonly most: number;
}
