import { mean } from "../stats/mean.js";
import { sample } from "../stats/sample.js";
import { standardDeviation } from "../stats/standard-deviation.js";
import { tInterval } from "../stats/t-interval.js";
import type { Estimate } from "./calibration-result.js";

/** As many as the first look has. */
const BLOCK = 15;

/**
 * The standard deviation that a decision meets: the mean over blocks of 15 neighbouring ratios, with Student's 95 % interval over blocks, which holds for
 * heavy tails too (the chi-square interval does not). Null for fewer than two blocks. O(n).
 */
export function spreadOf(logs: readonly number[]): Estimate | null {
  const blocks = Math.floor(logs.length / BLOCK);
  if (blocks < 2) return null;
  const each = Array.from({ length: blocks }, (_, block) =>
    standardDeviation(sample(logs.slice(block * BLOCK, (block + 1) * BLOCK))),
  );
  const { low, high } = tInterval(sample(each), 0.05);
  return { value: mean(sample(each)), low: Math.max(0, low), high };
}
