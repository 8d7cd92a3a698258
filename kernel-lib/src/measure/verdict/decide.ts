import { type Interval, isInside } from "../stats/interval.js";
import { type Sample, sample } from "../stats/sample.js";
import { signFlipPValue } from "../stats/sign-flip-test.js";
import { tInterval } from "../stats/t-interval.js";
import type { RatioLogs } from "./ratio-logs.js";

export type Decision = "faster" | "slower" | "no difference";

/** What one look at the logs says. */
export interface Look {
  /** Student's interval of the mean log ratio at this look's level. */
  readonly interval: Interval;
  /** Mean of the companion's logs. */
  readonly companion: number;
  /** What the primary alone would say; null where it leaves it open. */
  readonly primary: Decision | null;
  /** What primary, companion and sign-flip test say together; null unless all agree and the plain means do not contradict. */
  readonly decision: Decision | null;
}

/** Plain means contradict where their interval at this error and the decision have nothing in common. Beside sound decisions one in a hundred is lost by it. */
export const CONTRADICTION = 0.01;

/**
 * Judges log ratios against a margin (a fraction; on the log axis ±log(1 + margin)) at error `alpha`:
 * faster / slower — the whole interval beyond the margin; no difference — the point inside the margin and the whole interval inside twice the
 * margin; that is not said where equal arms cannot be told apart well enough (`resolved` is false). It is decided only if Student's t, the same rule on the companion, and the
 * exact sign-flip test agree, and if the 99 % interval of the plain means allows it: laps that the primary leaves out may hold what is an arm's own.
 * @throws RangeError if there are fewer than two rounds.
 */
export function decide({ means, medians, wholes }: RatioLogs, margin: number, alpha: number, resolved = true): Look {
  const logs = sample(means);
  const bound = Math.log1p(margin);
  const interval = tInterval(logs, alpha);
  const robust = tInterval(sample(medians), alpha);
  const primary = rule(interval, bound);
  const said = primary !== null && (resolved || primary !== "no difference");
  const agreed =
    said &&
    rule(robust, bound) === primary &&
    allows(tInterval(sample(wholes), CONTRADICTION), primary, bound) &&
    signFlipAgrees(logs, primary, bound, alpha);
  return { interval, companion: robust.point, primary, decision: agreed ? primary : null };
}

function rule(interval: Interval, bound: number): Decision | null {
  if (interval.high < -bound) return "faster";
  if (interval.low > bound) return "slower";
  const near = Math.abs(interval.point) < bound && isInside(interval, -2 * bound, 2 * bound);
  return near ? "no difference" : null;
}

/** The interval has something of where the decision says that the ratio lies. */
function allows({ low, high }: Interval, decision: Decision, bound: number): boolean {
  if (decision === "faster") return low < -bound;
  if (decision === "slower") return high > bound;
  return low < bound && high > -bound;
}

/** The sign-flip interval (the test inverted by shifting) lies where the decision says: the test refuses each bound that it must. */
function signFlipAgrees(logs: Sample, decision: Decision, bound: number, alpha: number): boolean {
  const refuses = (centre: number) => signFlipPValue(sample(logs.map((log) => log - centre))) <= alpha;
  if (decision === "faster") return refuses(-bound);
  if (decision === "slower") return refuses(bound);
  return refuses(2 * bound) && refuses(-2 * bound);
}
