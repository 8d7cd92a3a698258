import { distributions } from "./distributions.js";
import type { Interval } from "./interval.js";

/**
 * Exact two-sided interval of a share (Clopper & Pearson 1934): both tails of the binomial distribution at alpha / 2, as quantiles of the beta
 * distribution. Coverage is at least 1 - alpha whatever the share, and often above. `point` is successes / trials. Ten digits are right. O(1).
 * @throws RangeError unless 0 <= successes <= trials are whole numbers, trials is 1 or more and 0 < alpha < 1.
 */
export function clopperPearson(successes: number, trials: number, alpha: number): Interval {
  if (!Number.isSafeInteger(trials) || trials < 1)
    throw new RangeError(`trials are a whole number of 1 or more, got ${trials}`);
  if (!Number.isSafeInteger(successes) || successes < 0 || successes > trials)
    throw new RangeError(`successes are a whole number of 0 to ${trials}, got ${successes}`);
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha lies between 0 and 1, got ${alpha}`);
  const failures = trials - successes;
  const { incbi } = distributions();
  return {
    point: successes / trials,
    low: successes === 0 ? 0 : incbi(successes, failures + 1, alpha / 2),
    // The upper quantile as 1 minus a lower one: 1 - alpha / 2 would lose a small alpha's digits.
    high: failures === 0 ? 1 : 1 - incbi(failures, successes + 1, alpha / 2),
  };
}
