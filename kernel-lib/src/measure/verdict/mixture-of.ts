import type { Round } from "../samples/round.js";
import { mean } from "../stats/mean.js";
import { sample } from "../stats/sample.js";
import { isMixture, twoClusters } from "../stats/two-clusters.js";
import type { Mixture } from "./family-result.js";
import { ratioOf } from "./judge-sentinel.js";
import { perCallAlike } from "./ratio-logs.js";

/** Speeds nearer than 5 % are not called two. */
const LEAST = Math.log(1.05);

/** One round: log times of both arms. */
interface Both {
  readonly arm: number;
  readonly against: number;
}

/**
 * Whether one of the two arms starts at one of two speeds (a process is compiled one way or another): looked for in each arm's own times, then in the
 * ratios. Where an arm's own times lie in two heaps, the ratios must differ between them by half as much at least: a slow neighbour slows
 * both arms of a round and moves no ratio. Names it; deletes nothing. Of 1,000 simulated ratios of normal spread 1 was named at 15 rounds, none at 27 and 60.
 * O(n log n).
 * @returns null where neither does, or where there are fewer than four rounds
 */
export function mixtureOf(rounds: readonly Round[], arm: string, against: string): Mixture | null {
  const both = rounds.flatMap(({ contestants }): readonly Both[] => {
    const a = contestants.find(({ id }) => id === arm);
    const b = contestants.find(({ id }) => id === against);
    if (!a || !b) return [];
    const [ours, theirs] = perCallAlike(a, b);
    return [{ arm: Math.log(ours), against: Math.log(theirs) }];
  });
  if (both.length < 4) return null;
  return (
    heaps(
      both,
      (each) => each.arm,
      () => arm,
      1,
    ) ??
    heaps(
      both,
      (each) => each.against,
      () => against,
      -1,
    ) ??
    heaps(both, ratio, (guilty) => (guilty === "arm" ? arm : against), 0) ??
    threeHeaps(both, arm, against)
  );
}

/** Of both outer heaps together: one value far out on either side are two outliers, not heaps. */
const FEWEST_OUTSIDE = 3;
/** How many spreads within the heaps a gap between two must be wide, as `isMixture` asks it of two. */
const GAP = 5;

/**
 * Where both arms have the same two speeds their ratios lie in three heaps: as fast, and one of them slow. The two widest gaps cut them; named is the
 * arm that is slow more often.
 */
function threeHeaps(both: readonly Both[], arm: string, against: string): Mixture | null {
  const ascending = both.map(ratio).sort((a, b) => a - b);
  const gaps = ascending
    .slice(1)
    .map((value, place) => ({ after: place + 1, width: value - (ascending[place] ?? value) }));
  const [one, other] = gaps.toSorted((a, b) => b.width - a.width).slice(0, 2);
  if (one === undefined || other === undefined) return null;
  const [first, second] = [Math.min(one.after, other.after), Math.max(one.after, other.after)];
  const parts = [ascending.slice(0, first), ascending.slice(first, second), ascending.slice(second)];
  const [low = [], middle = [], high = []] = parts;
  if (low.length + high.length < FEWEST_OUTSIDE || middle.length === 0) return null;
  const centres = parts.map((part) => mean(sample(part)));
  const [lowest = 0, centre = 0, highest = 0] = centres;
  const squares = parts.flatMap((part, at) => part.map((value) => (value - (centres[at] ?? value)) ** 2));
  const spread = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / Math.max(1, ascending.length - 3));
  if (Math.min(one.width, other.width) < GAP * spread || Math.min(centre - lowest, highest - centre) < LEAST)
    return null;
  const apart = (low.length * (centre - lowest) + high.length * (highest - centre)) / (low.length + high.length);
  const name = high.length >= low.length ? arm : against;
  return {
    arm: name,
    rounds: low.length + high.length,
    of: both.length,
    times: ratioOf(name === arm ? apart : -apart),
  };
}

const ratio = (each: Both): number => each.arm - each.against;

/**
 * @param nameOf the arm to be named, given the one whose times differ more between the heaps
 * @param sign the direction in which the arm's own time moves the ratio: 1, -1; 0 where the ratio itself was split
 */
function heaps(
  both: readonly Both[],
  value: (each: Both) => number,
  nameOf: (guilty: keyof Both) => string,
  sign: 1 | -1 | 0,
): Mixture | null {
  const found = heapsOf(both, value);
  if (found === null) return null;
  const { low, high, apart } = found;
  const moved = mean(sample(high.map(ratio))) - mean(sample(low.map(ratio)));
  if (sign !== 0 && sign * moved < apart / 2) return null;
  const [smaller, larger] = high.length <= low.length ? [high, low] : [low, high];
  const times = ratioOf(mean(sample(smaller.map(ratio))) - mean(sample(larger.map(ratio))));
  return { arm: nameOf(found.guilty), rounds: smaller.length, of: both.length, times };
}

function heapsOf(both: readonly Both[], value: (each: Both) => number) {
  const values = sample(both.map(value));
  const clusters = twoClusters(values);
  if (clusters === null || !isMixture(clusters, LEAST)) return null;
  const ascending = both.toSorted((a, b) => value(a) - value(b));
  const [low, high] = [ascending.slice(0, clusters.low.count), ascending.slice(clusters.low.count)];
  const between = (of: (each: Both) => number) => Math.abs(mean(sample(high.map(of))) - mean(sample(low.map(of))));
  const guilty = between((each) => each.arm) >= between((each) => each.against) ? "arm" : "against";
  return { low, high, apart: clusters.apart, guilty } as const;
}
