import type { FamilyResult } from "../../measure/verdict/family-result.js";
import type { SourceReport } from "../data/source-report-schema.js";
import { convertUnit } from "../source/convert-unit.js";
import { whyAbsent } from "../source/measure-figure.js";
import type { Cell } from "../tables/cell.js";
import { Table } from "../tables/table.js";
import { formatInterval, formatNumber } from "../words/format-number.js";
import { Quantity } from "../words/quantity.js";

type Recommendation = SourceReport["recommendations"][number];

interface BeforeAfter {
  readonly before: Cell;
  readonly after: Cell;
  readonly change: string;
}

const without = (reason: string): BeforeAfter => ({ before: null, after: null, change: `not measured yet: ${reason}` });

/** Two arms of a case: their times, and how many times as fast the later one is. */
function ofArms(asked: Extract<Recommendation["measured"], { case: string }>, result: FamilyResult): BeforeAfter {
  const task = result.cases.find((one) => one.case === asked.case);
  const arm = (name: string) => task?.arms.find((one) => one.name === name);
  const [before, after] = [arm(asked.before), arm(asked.after)];
  if (task === undefined || before === undefined || after === undefined)
    return without(whyAbsent(result, before === undefined ? asked.before : asked.after, asked.case));
  const shown = (one: typeof before): Cell => {
    const time = new Quantity({ value: one.mean, unit: task.unit, label: `${one.label}, mean of the source lane` });
    return { value: one.mean, text: `${one.label}: ${time}`, source: time.label };
  };
  const pair = task.ratios.find(
    (one) =>
      one.againstCase === task.case &&
      [one.arm, one.against].sort().join() === [asked.before, asked.after].sort().join(),
  );
  const interval = pair?.ratio == null ? null : pair.interval95;
  if (pair?.ratio == null || interval === null)
    return {
      before: shown(before),
      after: shown(after),
      change: `${formatNumber(before.mean / after.mean)}x (source lane: not decided)`,
    };
  // The ratio is time of its arm over time of the other.
  const turn = (ratio: number) => (pair.arm === asked.before ? ratio : 1 / ratio);
  const ends = [turn(interval.low), turn(interval.high)].sort((a, b) => a - b);
  const [value, low, high] = formatInterval(turn(pair.ratio), ends[0] ?? 0, ends[1] ?? 0);
  return { before: shown(before), after: shown(after), change: `${value}x (${low}–${high})` };
}

/** A metric here against what the source report had. */
function ofMetric(asked: Extract<Recommendation["measured"], { metric: string }>, result: FamilyResult): BeforeAfter {
  const metric = result.scenarios
    .find((one) => one.scenario === asked.scenario)
    ?.metrics.find((one) => one.name === asked.metric);
  const arm = metric?.arms.find((one) => one.name === asked.arm);
  if (metric === undefined || arm === undefined) return without(whyAbsent(result, asked.arm, asked.scenario));
  const { value, unit } = asked.sourceBefore;
  const here = new Quantity({ value: arm.mean, ...arm.interval95, unit: metric.unit, label: metric.title });
  const change = (convertUnit(arm.mean, metric.unit, unit) / value - 1) * 100;
  return {
    before: { value, text: `${value} ${unit} in the source report` },
    after: { value: arm.mean, text: String(here), source: metric.definition },
    change: `${change > 0 ? "+" : ""}${formatNumber(change)} % against the source report, on another machine and in another language`,
  };
}

function measuredOf(one: Recommendation, results: readonly FamilyResult[]): BeforeAfter {
  const { measured } = one;
  if ("notMeasured" in measured) return without(measured.notMeasured);
  const result = results.find(({ family }) => family === measured.family);
  if (result === undefined) return without(`the family ${measured.family} was not measured`);
  return "case" in measured ? ofArms(measured, result) : ofMetric(measured, result);
}

/** The source report's recommendations with its own effort and priority, each with what was measured before and after where both exist. */
export function recommendationsTable(source: SourceReport, results: readonly FamilyResult[]): Table {
  const rows = source.recommendations.map((one): Cell[] => {
    const { before, after, change } = measuredOf(one, results);
    return [
      one.kind,
      one.title,
      one.says ?? "",
      one.expectedImprovement,
      one.effort,
      one.priority,
      before,
      after,
      change,
    ];
  });
  return new Table({
    columns: [
      "Kind",
      "Recommendation",
      "It says",
      "Expected",
      "Effort",
      "Priority",
      "Before",
      "After",
      "Measured change",
    ],
    rows,
    caption: "The source report's recommendations, and what is known of each here",
  });
}
