import type { CaseResult, FamilyResult, RatioResult } from "../../measure/verdict/family-result.js";
import { listed } from "../caveats/caveat.js";
import { featureWords } from "../caveats/feature-words.js";
import type { Statistic } from "./claims-schema.js";
import { fastestPeer, peersAmong } from "./peers.js";
import type { StatisticValue } from "./statistic-value.js";
import { notMeasured } from "./statistic-value.js";

type Asked = Extract<Statistic, { name: "ratio" }>;

/**
 * A ratio of times with its plain 95 % interval. Against "the fastest peer" it is the largest ratio over all peers that answered the case
 * (with `peersWith` over those that have the feature): at most t against the fastest means at most t against each. Where some peers have no
 * rounds, the largest of the others is a lower bound of it: it has `low` and no `high`, so that it can be missed but not met. Where none has
 * rounds, it is the ratio of the source lane's medians, without interval.
 */
export function ratioStatistic(asked: Asked, result: FamilyResult): StatisticValue {
  const task = result.cases.find((one) => one.case === asked.case);
  if (task === undefined) return notMeasured(`${asked.case} was not measured`);
  if (!task.arms.some((arm) => arm.name === asked.arm))
    return notMeasured(`${asked.arm} was not measured at ${asked.case}`);
  const peers = asked.against === fastestPeer ? peersOf(task, asked) : [asked.against];
  if (peers.length === 0)
    return notMeasured(
      `no peer${asked.peersWith === undefined ? "" : ` that ${featureWords(asked.peersWith)}`} answered ${asked.case}`,
    );
  const againstCase = asked.againstCase ?? asked.case;
  const found = peers.map((peer) => ({ peer, ...withInterval(task, asked.arm, peer, againstCase) }));
  const complete = found.filter((one) => one.interval !== null);
  const lacking = found.filter((one) => one.interval === null);
  const slowest = complete.reduce<(typeof complete)[number] | null>(
    (worst, one) => ((one.ratio ?? 0) > (worst?.ratio ?? 0) ? one : worst),
    null,
  );
  if (slowest === null) {
    const why = whyNot(
      result,
      asked,
      lacking.map((one) => one.peer),
    );
    const value = inSourceLane(result, asked, againstCase, peers);
    if (value === null) return notMeasured(why);
    const reason = `${why}: medians of the source lane have no interval`;
    return { value, low: null, high: null, run: result.job, reason, measured: true };
  }
  const low = Math.max(...complete.map((one) => one.interval?.low ?? 0));
  const high = lacking.length > 0 ? null : Math.max(...complete.map((one) => one.interval?.high ?? 0));
  const reason =
    lacking.length === 0
      ? null
      : `no rounds against ${listed(lacking.map((one) => one.peer))} in profile ${result.profile}`;
  return { value: slowest.ratio, low, high, run: result.job, reason, measured: true };
}

function peersOf(task: CaseResult, { arm, peersWith }: Asked): string[] {
  const meant = task.arms.filter(({ features }) => peersWith === undefined || features[peersWith] === true);
  return peersAmong(
    meant.map(({ name }) => name),
    arm,
  );
}

function withInterval(
  task: CaseResult,
  arm: string,
  against: string,
  againstCase: string,
): Pick<RatioResult, "ratio"> & { interval: RatioResult["interval95"] } {
  const found = task.ratios.find(
    (one) => one.arm === arm && one.against === against && one.againstCase === againstCase,
  );
  return { ratio: found?.ratio ?? null, interval: found?.ratio == null ? null : found.interval95 };
}

/** The largest ratio of medians of the source lane over the peers; null where the arm or every peer lacks there. */
function inSourceLane(
  result: FamilyResult,
  asked: Asked,
  againstCase: string,
  peers: readonly string[],
): number | null {
  const median = (name: string, arm: string) =>
    result.cases.find((one) => one.case === name)?.arms.find((one) => one.name === arm)?.median;
  const own = median(asked.case, asked.arm);
  const others = peers.map((peer) => median(againstCase, peer)).filter((time) => time !== undefined);
  return own === undefined || others.length === 0 ? null : own / Math.min(...others);
}

function whyNot(result: FamilyResult, asked: Asked, peers: readonly string[]): string {
  const noted = result.notMeasured.find(
    (one) => peers.includes(one.arm) && (one.case === "*" || one.case === asked.case),
  );
  if (noted !== undefined && peers.length === 1) return noted.reason;
  return `profile ${result.profile} gives ${asked.arm} no rounds against ${listed(peers)} at ${asked.case}`;
}
