import type { ArmResult, FamilyResult, MetricOfArm } from "../../measure/verdict/family-result.js";
import type { SourceFigure } from "../data/source-report-schema.js";
import { convertUnit } from "./convert-unit.js";

/** What was measured here in the place of a figure of the source report, in the figure's unit. */
export interface MeasuredFigure {
  readonly value: number | null;
  /** 95 % interval; null where there is none. */
  readonly low: number | null;
  readonly high: number | null;
  /** Where the number comes from, or why there is none. */
  readonly from: string;
}

const nothing = (from: string): MeasuredFigure => ({ value: null, low: null, high: null, from });

/** Why an arm has nothing at a case or scenario. */
export function whyAbsent(result: FamilyResult, arm: string, task: string): string {
  const noted = result.notMeasured.find(
    (one) => (one.arm === arm || one.arm === "*") && (one.case === "*" || one.case === task),
  );
  return noted?.reason ?? `${arm} was not run at ${task} in profile ${result.profile}`;
}

const armAt = (result: FamilyResult, task: string, arm: string): ArmResult | undefined =>
  result.cases.find((one) => one.case === task)?.arms.find((one) => one.name === arm);

const metricAt = (result: FamilyResult, scenario: string, metric: string) =>
  result.scenarios.find((one) => one.scenario === scenario)?.metrics.find((one) => one.name === metric);

/** Computes a figure of the source report from what was measured, for its own arm or for `arm` in its place. Pure. */
export function measureFigure(
  figure: SourceFigure,
  results: readonly FamilyResult[],
  arm: string | null = figure.arm,
): MeasuredFigure {
  if (figure.statistic === undefined || figure.unit === null) return nothing("nothing here measures it");
  const result = results.find((one) => one.family === figure.family);
  if (result === undefined) return nothing(`the family ${figure.family} was not measured`);
  if (arm === null) return nothing("no arm here stands for it");
  return measure(figure, result, arm, figure.unit);
}

function measure(figure: SourceFigure, result: FamilyResult, arm: string, unit: string): MeasuredFigure {
  const mean = (task: string, of: string = arm): number | string =>
    armAt(result, task, of)?.mean ?? whyAbsent(result, of, task);
  const combine = (terms: readonly (number | string)[], how: (numbers: number[]) => number, from: string) => {
    const absent = terms.find((term) => typeof term === "string");
    if (absent !== undefined) return nothing(absent);
    return { value: how(terms as number[]), low: null, high: null, from };
  };
  const task = figure.case ?? "";
  switch (figure.statistic) {
    case "mean":
    case "median":
    case "p95":
    case "p99": {
      const found = armAt(result, task, arm);
      if (found === undefined) return nothing(whyAbsent(result, arm, task));
      const value = convertUnit(found[figure.statistic], "ns", unit);
      const from = `${figure.statistic} of ${found.n.toLocaleString("en-US")} samples in ${found.runs} runs, source lane`;
      return { value, low: null, high: null, from };
    }
    case "per second":
      return combine([mean(task)], ([time = 1]) => 1e9 / time, "one second over the mean of the source lane");
    case "total":
      return combine(
        (figure.cases ?? []).map((one) => mean(one)),
        (times) => convertUnit(sum(times) / (figure.over ?? 1), "ns", unit),
        `means of the source lane, ${figure.over === undefined ? "added" : `added, over ${figure.over}`}`,
      );
    case "speedup":
      return speedup(result, { task, arm, against: figure.against ?? arm, againstCase: figure.againstCase ?? task });
    case "difference":
      return combine(
        [mean(task), mean(figure.againstCase ?? "")],
        ([whole = 0, part = 0]) => convertUnit(whole - part, "ns", unit),
        `mean at ${task} less mean at ${figure.againstCase}, source lane`,
      );
    case "overhead":
      return combine([mean(task), mean(figure.againstCase ?? "")], percentOver, "means of the source lane");
    case "mean overhead": {
      const pairs = figure.pairs ?? [];
      return combine(
        pairs.flatMap(([one, other]) => [mean(one), mean(other)]),
        (times) => sum(pairs.map((_, at) => percentOver(times.slice(2 * at, 2 * at + 2)))) / pairs.length,
        "mean of the overheads, each of means of the source lane",
      );
    }
    case "metric":
      return ofMetric(result, figure.scenario ?? "", figure.metric ?? "", arm, unit);
    case "metric total": {
      const parts = (figure.metrics ?? []).map(([scenario, name]) => ofMetric(result, scenario, name, arm, unit));
      return combine(
        parts.map((part) => part.value ?? part.from),
        sum,
        "sum of the means over processes",
      );
    }
    case undefined:
      return nothing("nothing here measures it");
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const percentOver = ([with_ = 0, without = 1]: readonly number[]): number => (with_ / without - 1) * 100;

interface Pair {
  readonly task: string;
  readonly arm: string;
  readonly against: string;
  readonly againstCase: string;
}

/** Time of `against` over time of `arm`: the claim lane's with its 95 % interval where it measured the pair, else of the source lane's means. */
function speedup(result: FamilyResult, { task, arm, against, againstCase }: Pair): MeasuredFigure {
  const ratio = result.cases
    .find((one) => one.case === task)
    ?.ratios.find((one) => one.arm === arm && one.against === against && one.againstCase === againstCase);
  if (ratio?.ratio != null && ratio.interval95 !== null) {
    const { low, high } = ratio.interval95;
    return { value: 1 / ratio.ratio, low: 1 / high, high: 1 / low, from: `${ratio.rounds} rounds of the claim lane` };
  }
  const [own, other] = [armAt(result, task, arm), armAt(result, againstCase, against)];
  if (own === undefined) return nothing(whyAbsent(result, arm, task));
  if (other === undefined) return nothing(whyAbsent(result, against, againstCase));
  return {
    value: other.mean / own.mean,
    low: null,
    high: null,
    from: "ratio of means of the source lane: not decided",
  };
}

function ofMetric(result: FamilyResult, scenario: string, name: string, arm: string, unit: string): MeasuredFigure {
  const metric = metricAt(result, scenario, name);
  const found: MetricOfArm | undefined = metric?.arms.find((one) => one.name === arm);
  if (metric === undefined || found === undefined) return nothing(whyAbsent(result, arm, scenario));
  const inUnit = (number: number) => convertUnit(number, metric.unit, unit);
  const interval = found.interval95;
  return {
    value: inUnit(found.mean),
    low: interval === null ? null : inUnit(interval.low),
    high: interval === null ? null : inUnit(interval.high),
    from: `mean over ${found.values.length} ${found.values.length === 1 ? "process" : "processes"}: ${metric.definition}`,
  };
}
