import { runToolChild } from "./run-tool-child.js";
import type { Tool, ToolVerdict } from "./tool.js";

/** What mitata tells: its summary as printed, and its statistics, nanoseconds a call. */
export interface MitataFigures {
  /** The line of its summary that compares: "1.02x faster than b". */
  readonly summary: string;
  readonly a: MitataTask;
  readonly b: MitataTask;
}

export interface MitataTask {
  readonly avg: number;
  readonly p25: number;
  readonly p75: number;
}

const summaryRule = "mitata, its summary";
const quartiles = "mitata, quartiles that do not overlap";

/**
 * mitata as its README shows it: two benchmarks in a `summary` in one process, run with `--expose-gc`, all defaults. Its summary always names a faster one, with two
 * decimals: "1x" is read as "not different". Its box plot shows 25th to 75th percentile: boxes that do not overlap are read as "different".
 * @param script absolute path of the module that imports mitata: it is no dependency of this library
 */
export const mitata = (script: string): Tool => ({
  name: "mitata",
  rules: [summaryRule, quartiles],
  async compareWithTool({ signal, ...request }) {
    const start = performance.now();
    const figures = (await runToolChild({ order: { ...request, script }, flags: ["--expose-gc"], signal })) as unknown;
    return judgeMitata(figures as MitataFigures, (performance.now() - start) / 1_000);
  },
});

/** What the two rules say. Pure. @throws RangeError where the summary has no factor */
export function judgeMitata({ summary, a, b }: MitataFigures, seconds: number): readonly ToolVerdict[] {
  const factor = Number(/([\d.]+)x (?:faster|slower) than/.exec(summary)?.[1] ?? Number.NaN);
  if (!Number.isFinite(factor)) throw new RangeError(`mitata's summary has no factor: ${summary}`);
  const apart = a.p75 < b.p25 || b.p75 < a.p25;
  const ratio = b.avg / a.avg;
  return [
    { rule: summaryRule, verdict: factor === 1 ? "not different" : "different", ratio, low: null, high: null, seconds },
    {
      rule: quartiles,
      verdict: apart ? "different" : "not different",
      ratio,
      low: b.p25 / a.p75,
      high: b.p75 / a.p25,
      seconds,
    },
  ];
}
