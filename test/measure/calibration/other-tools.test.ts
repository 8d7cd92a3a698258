import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { LabError } from "../../../kernel-lib/src/base/lab-error.ts";
import { childScript } from "../../../kernel-lib/src/measure/arms/child-script.ts";
import { findPlacement } from "../../../kernel-lib/src/measure/arms/pinning.ts";
import {
  type CompareToolsRequest,
  compareTools,
} from "../../../kernel-lib/src/measure/calibration/other-tools/compare-tools.ts";
import { judgeMitata, mitata } from "../../../kernel-lib/src/measure/calibration/other-tools/mitata.ts";
import { judgeRates } from "../../../kernel-lib/src/measure/calibration/other-tools/node-core.ts";
import { runToolChild } from "../../../kernel-lib/src/measure/calibration/other-tools/run-tool-child.ts";
import { judgeTinybench, tinybench } from "../../../kernel-lib/src/measure/calibration/other-tools/tinybench.ts";
import type { Tool, ToolVerdict } from "../../../kernel-lib/src/measure/calibration/other-tools/tool.ts";
import { readToolLines } from "../../../kernel-lib/src/measure/calibration/other-tools/tool-line.ts";
import { welchRatio } from "../../../kernel-lib/src/measure/calibration/other-tools/welch-ratio.ts";
import { sample } from "../../../kernel-lib/src/measure/stats/sample.ts";
import { temporaryFolder } from "../loop-plan.ts";

const familyFile = fileURLToPath(new URL("../../../notebooks/subjects/calibration.ts", import.meta.url));
const mitataScript = fileURLToPath(new URL("../../../notebooks/subjects/other-tools/mitata.ts", import.meta.url));
const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}.mjs`, import.meta.url));

describe("rules", () => {
  test("Welch's t as SciPy has it", () => {
    // scipy.stats.ttest_ind_from_stats(10, 1, 30, 10.6, 1.4, 30, equal_var=False), 52.48 degrees of freedom.
    const { p, ratio, low, high } = welchRatio({ mean: 10, sd: 1, n: 30 }, { mean: 10.6, sd: 1.4, n: 30 });
    expect(p).toBeCloseTo(0.0615862426101975, 10);
    expect(ratio).toBeCloseTo(1.06, 12);
    expect(low).toBeCloseTo(1.06 - 0.06301757071250302, 10);
    expect(high).toBeCloseTo(1.06 + 0.06301757071250302, 10);
    expect(welchRatio({ mean: 2, sd: 0, n: 3 }, { mean: 2, sd: 0, n: 3 })).toEqual({ p: 1, ratio: 1, low: 1, high: 1 });
    expect(() => welchRatio({ mean: 2, sd: 0, n: 1 }, { mean: 2, sd: 0, n: 3 })).toThrow(RangeError);
    expect(() => welchRatio({ mean: 0, sd: 0, n: 3 }, { mean: 2, sd: 0, n: 3 })).toThrow(RangeError);
  });

  const task = (milliseconds: number, sd: number, moe: number) => ({
    latency: { mean: milliseconds, sd, n: 1_000 },
    throughput: { mean: 1_000 / milliseconds, moe },
  });
  const verdictsOf = (verdicts: readonly ToolVerdict[]) => verdicts.map(({ verdict }) => verdict);

  test("tinybench: the t test and the margins, each by itself", () => {
    expect(verdictsOf(judgeTinybench({ a: task(1, 0.1, 1), b: task(1.03, 0.1, 1) }, 2))).toEqual([
      "different",
      "different",
    ]);
    expect(verdictsOf(judgeTinybench({ a: task(1, 0.1, 50), b: task(1.03, 0.1, 50) }, 2))).toEqual([
      "different",
      "not different",
    ]);
    const [welch, margins] = judgeTinybench({ a: task(1, 1, 50), b: task(1.03, 1, 50) }, 2);
    expect(welch?.verdict).toBe("not different");
    for (const verdict of [welch, margins]) {
      expect(verdict).toMatchObject({ seconds: 2 });
      expect(verdict?.ratio).toBeCloseTo(1.03, 10);
      expect(verdict?.low).toBeLessThan(1.03);
      expect(verdict?.high).toBeGreaterThan(1.03);
    }
  });

  test("mitata: its summary says one is faster unless it says 1x; boxes overlap or not", () => {
    const [a, b] = [
      { avg: 100, p25: 95, p75: 105 },
      { avg: 103, p25: 98, p75: 108 },
    ];
    expect(verdictsOf(judgeMitata({ summary: "1.03x faster than b", a, b }, 1))).toEqual([
      "different",
      "not different",
    ]);
    expect(verdictsOf(judgeMitata({ summary: "1x faster than b", a, b: { ...b, p25: 106 } }, 1))).toEqual([
      "not different",
      "different",
    ]);
    expect(() => judgeMitata({ summary: "nothing", a, b }, 1)).toThrow("no factor");
  });

  test("Node core's: rates turn round into times", () => {
    const around = (centre: number) =>
      sample(Array.from({ length: 30 }, (_, place) => centre * (1 + (place % 5) / 500)));
    expect(judgeRates(around(1_030), around(1_000), 1)).toMatchObject({ verdict: "different" });
    expect(judgeRates(around(1_030), around(1_000), 1).ratio).toBeCloseTo(1.03, 10);
    expect(judgeRates(around(1_000), around(1_000), 1)).toMatchObject({ verdict: "not different", ratio: 1 });
  });
});

/** What fixtures/tools.mjs tells. */
interface Told {
  readonly a: number[];
  readonly b: number[];
  readonly same: boolean;
  readonly sameText: boolean;
}

describe("in a process of its own", () => {
  const run = (script: string, kind: "integer" | "json" = "integer", effect: 0 | 0.03 = 0, signal?: AbortSignal) =>
    runToolChild({ order: { familyFile, kind, effect, script }, signal });

  test("both functions are equal in text and in what they return, and are two", async () => {
    const { a, b, same, sameText } = (await run(fixture("tools"))) as unknown as Told;
    expect(b).toEqual(a);
    expect(a.every(Number.isInteger)).toBe(true);
    expect([same, sameText]).toEqual([false, true]);
  });

  test("3 % more: steps of the integer loop, documents of JSON", async () => {
    const integer = (await run(fixture("tools"), "integer", 0.03)) as unknown as Told;
    expect(integer.sameText).toBe(true);
    expect(integer.b).not.toEqual(integer.a);
    const json = (await run(fixture("tools"), "json", 0.03)) as unknown as Told;
    expect(json.sameText).toBe(false);
    // The sum of the folds of three documents more: their lengths in thousands.
    for (const [place, sum] of json.b.entries()) {
      expect(sum - (json.a[place] ?? 0)).toBeGreaterThan(2.5 * 1_000 * 900);
      expect(sum - (json.a[place] ?? 0)).toBeLessThan(3.5 * 1_000 * 1_150);
    }
  });

  test("what fails is named, what hangs is ended at its limit or with the signal", async () => {
    await expect(run(fixture("tool-throws"))).rejects.toMatchObject({
      code: "tool-fails",
      message: expect.stringContaining("this tool is broken"),
    });
    await expect(run("/no/such/tool.mjs")).rejects.toMatchObject({ code: "tool-fails" });
    const order = { familyFile, kind: "integer", effect: 0, script: fixture("tool-hangs") } as const;
    await expect(runToolChild({ order, limit: 1_000 })).rejects.toMatchObject({ code: "tool-hangs" });
    const stop = new AbortController();
    const hanging = run(fixture("tool-hangs"), "integer", 0, stop.signal);
    stop.abort(new Error("stopped"));
    await expect(hanging).rejects.toThrow("stopped");
  });

  test.each([tinybench, mitata(mitataScript)])("$name comes to a verdict by each of its rules", async (tool) => {
    const verdicts = await tool.compareWithTool({ familyFile, kind: "integer", effect: 0.03 });
    expect(verdicts.map(({ rule }) => rule)).toEqual(tool.rules);
    for (const { ratio, seconds } of verdicts) {
      expect(ratio).toBeGreaterThan(0);
      expect(Number.isFinite(ratio)).toBe(true);
      expect(seconds).toBeGreaterThan(0.5);
    }
  });

  test("one run of Node core's way is one rate", async () => {
    const script = childScript("calibration/other-tools/measure-rate");
    const order = { familyFile, kind: "integer", effect: 0, script, only: "b" } as const;
    expect(Number(await runToolChild({ order }))).toBeGreaterThan(0);
  });
});

describe("the file of verdicts", () => {
  const fake = (name: string, rules: readonly string[], seen: string[]): Tool => ({
    name,
    rules,
    compareWithTool: async ({ kind }) => {
      seen.push(`${name} ${kind}`);
      return rules.map((rule) => ({ rule, verdict: "not different", ratio: 1, low: null, high: null, seconds: 1 }));
    },
  });
  const requestOf = (folder: string, more: Partial<CompareToolsRequest>): CompareToolsRequest => ({
    tools: [],
    kinds: ["integer", "json"],
    effect: 0,
    regime: "quiet",
    repeats: 3,
    seed: 1,
    file: join(folder, "other-tools.jsonl"),
    noiseLog: join(folder, "noise.jsonl"),
    familyFile,
    placement: findPlacement(),
    now: () => new Date("2026-01-01T00:00:00Z"),
    ...more,
  });

  test("holds as many comparisons of each as asked for, and is gone on with", async () => {
    const folder = temporaryFolder();
    const seen: string[] = [];
    const tools = [fake("one", ["one, by x", "one, by y"], seen), fake("two", ["two"], seen)];
    const { file } = requestOf(folder, {});
    expect(await compareTools(requestOf(folder, { tools, repeats: 2 }))).toEqual([]);
    expect(seen).toHaveLength(8);
    expect(readToolLines(file).items).toHaveLength(12);
    // Cut off by a crash, in the middle of a line.
    appendFileSync(file, '{"schema":1,"tool":"one, by');
    const lines: string[] = [];
    await compareTools(requestOf(folder, { tools, onResult: ({ tool, kind }) => lines.push(`${tool} ${kind}`) }));
    expect(seen).toHaveLength(12);
    expect(lines).toHaveLength(6);
    expect(readToolLines(file)).toMatchObject({ cut: 0 });
    for (const rule of ["one, by x", "one, by y", "two"])
      for (const kind of ["integer", "json"])
        expect(readToolLines(file).items.filter((line) => line.tool === rule && line.kind === kind)).toHaveLength(3);
    await compareTools(requestOf(folder, { tools }));
    expect(seen).toHaveLength(12);
    // Another effect is another cell.
    await compareTools(requestOf(folder, { tools, effect: 0.03, repeats: 1 }));
    expect(seen).toHaveLength(16);
    expect(JSON.parse(readFileSync(file, "utf8").split("\n")[0] ?? "")).toEqual({
      schema: 1,
      check: expect.any(String),
      tool: expect.any(String),
      kind: expect.any(String),
      effect: 0,
      regime: "quiet",
      verdict: "not different",
      ratio: 1,
      low: null,
      high: null,
      seconds: 1,
      at: "2026-01-01T00:00:00.000Z",
    });
  });

  test("a tool that fails is named once and left out, the others go on", async () => {
    const folder = temporaryFolder();
    const seen: string[] = [];
    const broken: Tool = {
      name: "broken",
      rules: ["broken"],
      compareWithTool: () => Promise.reject(new LabError("tool-fails", "no luck")),
    };
    const failures = await compareTools(requestOf(folder, { tools: [broken, fake("sound", ["sound"], seen)] }));
    expect(failures).toEqual([{ tool: "broken", kind: expect.any(String), reason: "no luck" }]);
    expect(seen).toHaveLength(6);
  });

  test("what is no tool's failure is thrown, and so is the signal's reason", async () => {
    const wrong: Tool = { name: "w", rules: ["w"], compareWithTool: () => Promise.reject(new TypeError("a bug")) };
    await expect(compareTools(requestOf(temporaryFolder(), { tools: [wrong] }))).rejects.toThrow("a bug");
    const signal = AbortSignal.abort(new Error("stopped"));
    await expect(compareTools(requestOf(temporaryFolder(), { tools: [wrong], signal }))).rejects.toThrow("stopped");
  });
});
