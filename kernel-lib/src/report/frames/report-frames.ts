import type { FamilyResult } from "../../measure/verdict/family-result.js";
import type { SourceFigure, SourceReport } from "../data/source-report-schema.js";
import { Frame } from "./frame.js";

/** The source report's figures and what was measured, as DataFrames. */
export interface ReportFrames {
  /** Every printed figure: section, table, row, column, value, unit. */
  readonly figures: Frame;
  /** A row a case for which the source report printed a time: its mean and percentiles, and Covet's here, microseconds. */
  readonly latencies: Frame;
  /** A row a case and arm: the source lane's statistics, microseconds. */
  readonly samples: Frame;
  /** A row a round of each ratio: its place in the run, time over time, and by how much that and the round before are off the ratio's own mean. */
  readonly rounds: Frame;
}

const whenEmpty = "not measured yet: npm start measures the whole report, a section's notebook its own part";

const toMicroseconds: Readonly<Record<string, number>> = { us: 1, ms: 1000 };

function printed(figures: readonly SourceFigure[], statistic: SourceFigure["statistic"]): number | null {
  const found = figures.find((one) => one.statistic === statistic && one.value !== null);
  const factor = toMicroseconds[found?.unit ?? ""];
  return found?.value == null || factor === undefined ? null : found.value * factor;
}

/** Pure; results may be empty. */
export function reportFrames(source: SourceReport, results: readonly FamilyResult[]): ReportFrames {
  return {
    figures: figuresFrame(source),
    latencies: latenciesFrame(source, results),
    samples: samplesFrame(results),
    rounds: roundsFrame(results),
  };
}

function figuresFrame({ figures }: SourceReport): Frame {
  return new Frame({
    title: "Figures of the source report",
    columns: {
      section: figures.map((one) => one.section),
      table: figures.map((one) => one.table),
      row: figures.map((one) => one.row),
      column: figures.map((one) => one.column),
      value: figures.map((one) => one.value),
      unit: figures.map((one) => one.unit ?? ""),
    },
  });
}

function latenciesFrame(source: SourceReport, results: readonly FamilyResult[]): Frame {
  const ours = source.figures.filter(
    (one) => one.arm === "covet" && one.family !== null && one.case !== null && /^\d+$/.test(one.section),
  );
  const keys = [...new Set(ours.map((one) => `${one.family}/${one.case}`))];
  const rows = keys.flatMap((key) => {
    const of = ours.filter((one) => `${one.family}/${one.case}` === key);
    const mean = printed(of, "mean");
    if (mean === null) return [];
    const [family, name] = [of[0]?.family, of[0]?.case];
    const arm = results
      .find((one) => one.family === family)
      ?.cases.find((one) => one.case === name)
      ?.arms.find((one) => one.name === "covet");
    return [{ key, mean, of, arm }];
  });
  return new Frame({
    title: "Times of the source report and of Covet here (μs)",
    columns: {
      case: rows.map(({ key }) => key),
      "source mean": rows.map(({ mean }) => mean),
      "source median": rows.map(({ of }) => printed(of, "median")),
      "source P95": rows.map(({ of }) => printed(of, "p95")),
      "source P99": rows.map(({ of }) => printed(of, "p99")),
      "mean here": rows.map(({ arm }) => (arm === undefined ? null : arm.mean / 1000)),
      "median here": rows.map(({ arm }) => (arm === undefined ? null : arm.median / 1000)),
      "P95 here": rows.map(({ arm }) => (arm === undefined ? null : arm.p95 / 1000)),
      "P99 here": rows.map(({ arm }) => (arm === undefined ? null : arm.p99 / 1000)),
    },
  });
}

function samplesFrame(results: readonly FamilyResult[]): Frame {
  const rows = results.flatMap((result) =>
    result.cases.flatMap((task) => task.arms.map((arm) => ({ family: result.family, case: task.case, arm }))),
  );
  return new Frame({
    title: "Source lane: every arm at every case (μs)",
    whenEmpty,
    columns: {
      family: rows.map((row) => row.family),
      case: rows.map((row) => row.case),
      arm: rows.map(({ arm }) => arm.name),
      mean: rows.map(({ arm }) => arm.mean / 1000),
      median: rows.map(({ arm }) => arm.median / 1000),
      P95: rows.map(({ arm }) => arm.p95 / 1000),
      P99: rows.map(({ arm }) => arm.p99 / 1000),
      collections: rows.map(({ arm }) => arm.collections),
    },
  });
}

function roundsFrame(results: readonly FamilyResult[]): Frame {
  const ratios = results.flatMap((result) => result.cases.flatMap((task) => task.ratios));
  const rows = ratios.flatMap(({ claim, logs }) => {
    const middle = logs.reduce((sum, log) => sum + log, 0) / Math.max(1, logs.length);
    // From the ratio's own mean: ratios of several claims lie far apart, which would look like a correlation between rounds.
    const off = (log: number | undefined) => (log === undefined ? null : (Math.exp(log - middle) - 1) * 100);
    return logs.map((log, at) => ({
      claim,
      round: at + 1,
      ratio: Math.exp(log),
      off: off(log),
      before: off(logs[at - 1]),
    }));
  });
  return new Frame({
    title: "Rounds of the headline ratios",
    whenEmpty,
    columns: {
      claim: rows.map(({ claim }) => claim),
      round: rows.map(({ round }) => round),
      ratio: rows.map(({ ratio }) => ratio),
      "off its mean (%)": rows.map(({ off }) => off),
      "round before, off its mean (%)": rows.map(({ before }) => before),
    },
  });
}
