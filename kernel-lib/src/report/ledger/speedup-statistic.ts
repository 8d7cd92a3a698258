import type { FamilyResult } from "../../measure/verdict/family-result.js";
import { listed } from "../caveats/caveat.js";
import type { Statistic } from "./claims-schema.js";
import type { StatisticValue } from "./statistic-value.js";
import { notMeasured } from "./statistic-value.js";

type Asked = Extract<Statistic, { name: "speedup" }>;

/** How each statistic of several speedups is taken; all grow with each of their arguments, so that bounds map to bounds. */
export const takeSpeedup: Readonly<Record<Asked["take"], (speedups: readonly number[]) => number>> = {
  smallest: (speedups) => Math.min(...speedups),
  largest: (speedups) => Math.max(...speedups),
  mean: (speedups) => Math.exp(speedups.reduce((sum, one) => sum + Math.log(one), 0) / speedups.length),
};

/**
 * Time of the other over time of the arm at each case, combined. It has an interval where the claim lane measured every pair;
 * else those that lack rounds are ratios of the source lane's means, and only one side of it is known.
 */
export function speedupStatistic(asked: Asked, result: FamilyResult): StatisticValue {
  const pairs = asked.cases.map((name, at) => {
    const other = asked.againstCases?.[at] ?? name;
    const task = result.cases.find((one) => one.case === name);
    const ratio = task?.ratios.find(
      (one) => one.arm === asked.arm && one.against === asked.against && one.againstCase === other,
    );
    const own = task?.arms.find((one) => one.name === asked.arm)?.mean;
    const against = result.cases
      .find((one) => one.case === other)
      ?.arms.find((one) => one.name === asked.against)?.mean;
    const means = own === undefined || against === undefined ? null : against / own;
    const interval = ratio?.ratio == null ? null : ratio.interval95;
    return { name, interval, value: ratio?.ratio == null || interval === null ? means : 1 / ratio.ratio };
  });
  const absent = pairs.filter((one) => one.value === null).map((one) => one.name);
  if (absent.length > 0) return notMeasured(whyNot(asked, result, absent));
  const take = takeSpeedup[asked.take];
  const value = take(pairs.map((one) => one.value ?? 0));
  const without = pairs.filter((one) => one.interval === null).map((one) => one.name);
  const known = pairs.flatMap((one) => (one.interval === null ? [] : [one.interval]));
  const low = known.length === 0 ? null : take(known.map((one) => 1 / one.high));
  const high = known.length === 0 ? null : take(known.map((one) => 1 / one.low));
  const run = result.job;
  if (without.length === 0) return { value, low, high, run, reason: null, measured: true };
  const reason = `profile ${result.profile} gives no rounds against ${asked.against} at ${listed(without)}: means of the source lane have no interval`;
  // The smallest of all is at most the smallest of some, the largest at least the largest of some; of a mean nothing is known.
  return {
    value,
    low: asked.take === "largest" ? low : null,
    high: asked.take === "smallest" ? high : null,
    run,
    reason,
    measured: true,
  };
}

function whyNot(asked: Asked, result: FamilyResult, cases: readonly string[]): string {
  const noted = result.notMeasured.find(
    (one) => [asked.arm, asked.against, "*"].includes(one.arm) && (one.case === "*" || cases.includes(one.case)),
  );
  return noted?.reason ?? `${asked.arm} and ${asked.against} were not both measured at ${listed(cases)}`;
}
