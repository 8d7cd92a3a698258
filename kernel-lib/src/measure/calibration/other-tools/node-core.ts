import { childScript } from "../../arms/child-script.js";
import { momentsOf } from "../../stats/moments.js";
import { type Sample, sample } from "../../stats/sample.js";
import { runToolChild } from "./run-tool-child.js";
import type { Tool, ToolVerdict } from "./tool.js";
import { welchRatio } from "./welch-ratio.js";

const stars = "Node core's compare, a star or more";

/** `--runs` of Node's benchmark/compare.js. */
const RUNS = 30;

/**
 * The way of Node's own benchmark/compare.js and compare.R: a fresh process for each run, 30 runs of each, old and new in turn in that order, one rate a run without
 * warm-up, an unpaired Welch t test on the rates; a star at 5 % is "there is an improvement".
 */
export const nodeCore: Tool = {
  name: "Node core's compare",
  rules: [stars],
  async compareWithTool({ signal, ...request }) {
    const start = performance.now();
    const script = childScript("calibration/other-tools/measure-rate");
    const rates = { a: [] as number[], b: [] as number[] };
    for (let run = 0; run < RUNS; run++)
      for (const only of ["a", "b"] as const)
        rates[only].push(Number(await runToolChild({ order: { ...request, script, only }, signal })));
    return [judgeRates(sample(rates.a), sample(rates.b), (performance.now() - start) / 1_000)];
  },
};

/** What the stars say about two samples of rates (calls a second). Pure. */
export function judgeRates(a: Sample, b: Sample, seconds: number): ToolVerdict {
  // Rates turn round: the ratio of times of b over a is the ratio of rates of a over b.
  const { p, ...bounds } = welchRatio(momentsOf(b), momentsOf(a));
  return { rule: stars, verdict: p < 0.05 ? "different" : "not different", ...bounds, seconds };
}
