import type { Profile } from "../plan/profile.js";
import { alphaOfLook } from "./alpha-of-look.js";
import { decide, type Look } from "./decide.js";
import { eachLogs, type RatioLogs } from "./ratio-logs.js";

/** A look that was taken: its number (1, 2, 3 …), its rounds, its error, the margin that held, and what was seen. */
export interface Taken extends Look {
  readonly look: number;
  readonly rounds: number;
  readonly alpha: number;
  readonly margin: number;
}

/**
 * Takes a ratio's looks over the first K rounds of each, in order; the first decision stands and nothing after it counts. Pure.
 * Where the floor has lifted the margin over twice the planned one, "no difference" is not said: it would be of no use.
 * @param planned the smallest difference of interest, a fraction
 * @param marginAt the margin that holds at a look of so many rounds, a fraction
 * @returns the looks taken: none where the profile decides nothing or there are too few rounds; only the last can have a decision
 */
export function takeLooks(
  profile: Pick<Profile, "name" | "decides" | "looks" | "spending" | "claims">,
  logs: RatioLogs,
  planned: number,
  marginAt: (rounds: number) => number,
): readonly Taken[] {
  const taken: Taken[] = [];
  if (!profile.decides) return taken;
  for (const [place, rounds] of profile.looks.entries()) {
    if (logs.means.length < rounds) break;
    const alpha = alphaOfLook(profile, place);
    const margin = marginAt(rounds);
    const resolved = !isUnresolved(margin, planned);
    const first = eachLogs(logs, (values) => values.slice(0, rounds));
    const look = decide(first, margin, alpha, resolved);
    taken.push({ look: place + 1, rounds, alpha, margin, ...look });
    if (look.decision !== null) break;
  }
  return taken;
}

/** True where equal arms differ so much that a difference of interest cannot be excluded. */
export const isUnresolved = (margin: number, planned: number): boolean => margin > 2 * planned;
