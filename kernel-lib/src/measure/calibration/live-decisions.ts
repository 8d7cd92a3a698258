import type { Profile } from "../plan/profile.js";
import { floorOfLogs } from "../verdict/floor-of-logs.js";
import { eachLogs, type RatioLogs } from "../verdict/ratio-logs.js";
import { type Taken, takeLooks } from "../verdict/take-looks.js";

/**
 * The decisions that one ratio's rounds came to as they were measured: looks are taken until one decides or the last has been taken; then the next
 * decision begins with fresh rounds. Rounds at the end that reach no decision are left over.
 * @param sentinel the ratios of two equal arms in the same rounds, whose floor holds the margin up, as in a run
 * @param margin the smallest difference of interest, a fraction
 */
export function liveDecisions(
  logs: RatioLogs,
  sentinel: readonly number[],
  profile: Profile,
  margin: number,
): readonly Taken[] {
  const decisions: Taken[] = [];
  const last = profile.looks.at(-1) ?? 0;
  for (let from = 0; from < logs.means.length; ) {
    const rest = eachLogs(logs, (values) => values.slice(from));
    const marginAt = (rounds: number) => Math.max(margin, floorOfLogs(sentinel.slice(from, from + rounds)) ?? 0);
    const look = takeLooks(profile, rest, margin, marginAt).at(-1);
    if (look === undefined || (look.decision === null && look.rounds < last)) break;
    decisions.push(look);
    from += look.rounds;
  }
  return decisions;
}
