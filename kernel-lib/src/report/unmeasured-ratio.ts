import type { RatioResult } from "../measure/verdict/family-result.js";

/** A ratio that no round was made for, with the reason. */
export function unmeasuredRatio(
  family: string,
  caseName: string,
  arm: string,
  against: string,
  againstCase: string,
  reason: string,
): RatioResult {
  const nothing = {
    ratio: null,
    low: null,
    high: null,
    level: null,
    interval95: null,
    companion: null,
    plain: null,
    neededSeconds: null,
  };
  const pair = {
    claim: `${family}/${caseName}/${against}`,
    arm,
    armCase: caseName,
    against,
    againstCase,
    metric: "time" as const,
  };
  return {
    ...pair,
    ...nothing,
    margin: 0,
    rounds: 0,
    look: 0,
    verdict: "not measured",
    reason,
    logs: [],
    mixture: null,
    drift: null,
  };
}
