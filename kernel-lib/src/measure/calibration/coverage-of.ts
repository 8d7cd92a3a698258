import type { Random } from "../plan/random.js";
import { sample } from "../stats/sample.js";
import { tInterval } from "../stats/t-interval.js";
import type { RatioLogs } from "../verdict/ratio-logs.js";
import { draw, mostOf } from "./replay.js";
import { type Share, share } from "./share.js";

/** How many of `times` plain 95 % intervals over so many drawn rounds hold the truth, 0; null where so many cannot be drawn. */
export function coverageOf(trace: RatioLogs, rounds: number, times: number, chance: Random): Share | null {
  if (rounds > mostOf(trace)) return null;
  let held = 0;
  for (let time = 0; time < times; time++) {
    const { low, high } = tInterval(sample(draw(trace, rounds, chance).means), 0.05);
    if (low <= 0 && high >= 0) held++;
  }
  return share(held, times);
}
