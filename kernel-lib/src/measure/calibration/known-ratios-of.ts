import type { Round } from "../samples/round.js";
import { sample } from "../stats/sample.js";
import { tInterval } from "../stats/t-interval.js";
import { ratioLogs } from "../verdict/ratio-logs.js";
import { knownBase, knownId, knownRatios } from "./calibration-plan.js";
import type { Estimate, KnownRatio } from "./calibration-result.js";

/**
 * What was measured for each ratio that is known by exact count of calls, with 95 % intervals over rounds; nothing before two rounds. The contestant does
 * `known` times the calls that it reports, so its time a reported call is `known` times the base's.
 */
export function knownRatiosOf(at: string, rounds: readonly Round[]): readonly KnownRatio[] {
  if (rounds.length < 2) return [];
  return knownRatios.map((known) => {
    const { point, low, high } = tInterval(sample(ratioLogs(rounds, knownId(known), knownBase).means), 0.05);
    const times = (by: number): Estimate => ({
      value: Math.exp(point) / by,
      low: Math.exp(low) / by,
      high: Math.exp(high) / by,
    });
    const bias = times(known);
    return {
      case: at,
      known,
      rounds: rounds.length,
      ratio: times(1),
      bias: { value: bias.value - 1, low: bias.low - 1, high: bias.high - 1 },
    };
  });
}
