import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSourceReport } from "../../../kernel-lib/src/report/data/source-report-schema.ts";
import { correlation } from "../../../kernel-lib/src/report/frames/correlation.ts";
import { Frame } from "../../../kernel-lib/src/report/frames/frame.ts";
import { reportFrames } from "../../../kernel-lib/src/report/frames/report-frames.ts";
import { routerResult } from "../fixtures/family-result.ts";

describe("correlation", () => {
  // Anscombe's first set: r = 0.81642 (Anscombe 1973).
  const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
  const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];

  test("is Pearson's, over the pairs that are there", () => {
    expect(correlation(x, y).r).toBeCloseTo(0.81642, 5);
    expect(correlation([...x, 1000, null], [...y, null, -1000])).toEqual({ ...correlation(x, y), pairs: 11 });
  });

  test("is not defined for few pairs or a constant", () => {
    expect(correlation([1, 2], [2, 1])).toEqual({ r: null, pairs: 2 });
    expect(correlation([1, 1, 1], [1, 2, 3]).r).toBeNull();
    expect(() => correlation([1], [])).toThrow(RangeError);
  });

  test("lies between -1 and 1, is the same both ways, and 1 for a line", () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { minLength: 3, maxLength: 40 }), (pairs) => {
        const [a, b] = [pairs.map(([one]) => one), pairs.map(([, one]) => one)];
        const { r } = correlation(a, b);
        expect(correlation(b, a).r).toBe(r);
        if (r !== null) expect(Math.abs(r)).toBeLessThanOrEqual(1);
      }),
    );
    expect(correlation([1, 2, 3, 4], [5, 7, 9, 11]).r).toBeCloseTo(1, 12);
  });
});

describe("a frame", () => {
  const frame = new Frame({
    title: "Made up",
    columns: { name: ["a", "b", "c", "d"], x: [1, 2, 3, 4], y: [2, null, 6.5, 9] },
  });

  test("is described by danfojs-node, column by column", () => {
    const table = frame.describe();
    expect(table.columns).toEqual(["Statistic", "x", "y"]);
    const rows = Object.fromEntries(table.objects().map(({ Statistic, ...rest }) => [String(Statistic), rest]));
    expect(rows.count).toEqual({ x: 4, y: 3 });
    expect(rows.mean?.x).toBe(2.5);
    expect(rows.std?.x).toBeCloseTo(1.2909944487, 9);
    expect(rows.mean?.y).toBeCloseTo(17.5 / 3, 9);
    expect(rows.median).toEqual({ x: 2.5, y: 6.5 });
    expect(rows.max).toEqual({ x: 4, y: 9 });
  });

  test("is a real DataFrame of danfojs-node", () => {
    expect(frame.dataFrame().shape).toEqual([4, 3]);
  });

  test("has a correlation of each two columns of numbers", () => {
    const table = frame.correlation();
    expect(table.columns).toEqual(["Pearson's r", "x", "y"]);
    expect(table.objects()[0]?.x).toBeCloseTo(1, 12);
    expect(table.html()).toMatch(/n = 3 rows with both/);
    expect(() => frame.correlation(["z"])).toThrow(expect.objectContaining({ code: "unknown-column" }));
  });

  test("without rows says why instead of failing", () => {
    const empty = new Frame({ title: "Nothing", columns: { x: [], y: [] }, whenEmpty: "not measured yet" });
    for (const table of [empty.describe(), empty.correlation(["x"]), empty.head()])
      expect(String(table)).toMatch(/not measured yet/);
    expect(() => empty.dataFrame()).toThrow(expect.objectContaining({ code: "frame-empty" }));
  });

  test("with columns of several lengths is refused", () =>
    expect(() => new Frame({ title: "x", columns: { a: [1], b: [1, 2] } })).toThrow(
      expect.objectContaining({ code: "frame-ragged" }),
    ));
});

describe("the report's frames", () => {
  const source = readSourceReport();

  test("hold every figure of the source, its times beside Covet's here, and each round", () => {
    const { figures, latencies, samples, rounds } = reportFrames(source, [routerResult]);
    expect(figures.length).toBe(source.figures.length);
    const at = latencies.columns.case?.indexOf("router/one-param") ?? -1;
    expect(latencies.columns["source mean"]?.[at]).toBe(0.78);
    expect(latencies.columns["median here"]?.[at]).toBeCloseTo(0.07, 9);
    const insert = latencies.columns.case?.indexOf("orm/insert") ?? -1;
    expect([latencies.columns["source P99"]?.[insert], latencies.columns["mean here"]?.[insert]]).toEqual([
      793.88,
      null,
    ]);
    const slow = latencies.columns.case?.indexOf("async/sync-10") ?? -1;
    expect(latencies.columns["source mean"]?.[slow]).toBeCloseTo(234_560, 6);
    expect(samples.length).toBe(routerResult.cases.flatMap((one) => one.arms).length);
    expect(rounds.length).toBe(routerResult.cases.flatMap((one) => one.ratios.flatMap(({ logs }) => logs)).length);
  });

  test("measure rounds from their own ratio's mean, so that far ratios do not look like a correlation", () => {
    const ratio = (claim: string, logs: number[]) => ({ ...routerResult.cases[0]?.ratios[0], claim, logs });
    const cases = [
      { ...routerResult.cases[0], ratios: [ratio("a", [0.01, -0.01, 0.01, -0.01]), ratio("b", [3, 3.02, 3, 3.02])] },
    ] as unknown as typeof routerResult.cases;
    const { rounds } = reportFrames(source, [{ ...routerResult, cases }]);
    expect(rounds.columns["off its mean (%)"]?.[5]).toBeCloseTo(1.005, 3);
    expect(rounds.columns["round before, off its mean (%)"]?.[4]).toBeNull();
    const [own] = rounds.correlation(["off its mean (%)", "round before, off its mean (%)"]).objects();
    expect(own?.["round before, off its mean (%)"]).toBeLessThan(-0.99);
  });

  test("before any measurement still show the source report, and say that nothing was measured", () => {
    const { latencies, samples } = reportFrames(source, []);
    expect(latencies.describe().rows.length).toBe(7);
    expect(String(samples.describe())).toMatch(/not measured yet: npm start/);
  });
});
