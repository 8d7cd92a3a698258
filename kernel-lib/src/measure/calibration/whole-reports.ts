import type { Profile } from "../plan/profile.js";
import type { Random } from "../plan/random.js";
import { noLogs, type RatioLogs } from "../verdict/ratio-logs.js";
import { replay } from "./replay.js";
import { type Share, share } from "./share.js";

/** A trace of equal arms and the margin of its kind. */
export interface Drawable {
  readonly trace: RatioLogs;
  readonly margin: number;
}

/**
 * Replays whole reports of `profile.claims` claims, every one of equal arms, each drawn from a trace at random, and counts those that hold any false
 * verdict: the error that is promised to be at most 5 % of reports. Null without traces.
 */
export function wholeReports(
  traces: readonly Drawable[],
  profile: Profile,
  reports: number,
  chance: Random,
): Share | null {
  if (traces.length === 0) return null;
  const most = profile.looks.at(-1) ?? 0;
  const anyWrong = () => {
    for (let claim = 0; claim < profile.claims; claim++) {
      const { trace, margin } = traces[chance.below(traces.length)] ?? { trace: noLogs, margin: 0 };
      const { decision } = replay(trace, { profile, margin, effect: 0, most }, chance);
      if (decision === "faster" || decision === "slower") return true;
    }
    return false;
  };
  return share(Array.from({ length: reports }, anyWrong).filter(Boolean).length, reports);
}
