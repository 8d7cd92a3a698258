import { childScript } from "../../arms/child-script.js";
import type { Moments } from "../../stats/moments.js";
import { runToolChild } from "./run-tool-child.js";
import type { Tool, ToolVerdict } from "./tool.js";
import { welchRatio } from "./welch-ratio.js";

/** What tinybench tells of one task: its own statistics over its samples. */
export interface TinybenchTask {
  /** Milliseconds a call. */
  readonly latency: Moments;
  /** Calls a second, with tinybench's margin of error (95 %). */
  readonly throughput: { readonly mean: number; readonly moe: number };
}

export interface TinybenchFigures {
  readonly a: TinybenchTask;
  readonly b: TinybenchTask;
}

const welch = "tinybench, Welch's t on its samples";
const margins = "tinybench, margins that do not overlap";

/**
 * tinybench as its README shows it: two tasks in one Bench in one process, all defaults. It compares nothing by itself; its users read its figures in two ways: a t test on the
 * samples of both (5 %), and "throughput ± margin" of the one beyond that of the other.
 */
export const tinybench: Tool = {
  name: "tinybench",
  rules: [welch, margins],
  async compareWithTool({ signal, ...request }) {
    const start = performance.now();
    const order = { ...request, script: childScript("calibration/other-tools/measure-with-tinybench") };
    const figures = (await runToolChild({ order, signal })) as unknown as TinybenchFigures;
    return judgeTinybench(figures, (performance.now() - start) / 1_000);
  },
};

/** What the two rules say. Pure. */
export function judgeTinybench({ a, b }: TinybenchFigures, seconds: number): readonly ToolVerdict[] {
  const { p, ...bounds } = welchRatio(a.latency, b.latency);
  const ends = ({ throughput: { mean, moe } }: TinybenchTask) => [mean - moe, mean + moe] as const;
  const [[lowA, highA], [lowB, highB]] = [ends(a), ends(b)];
  return [
    { rule: welch, verdict: p < 0.05 ? "different" : "not different", ...bounds, seconds },
    {
      rule: margins,
      verdict: lowA > highB || lowB > highA ? "different" : "not different",
      ratio: a.throughput.mean / b.throughput.mean,
      low: lowA / highB,
      high: lowB > 0 ? highA / lowB : Number.MAX_VALUE,
      seconds,
    },
  ];
}
