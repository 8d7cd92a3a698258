import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { autocorrelation } from "../../../kernel-lib/src/measure/stats/autocorrelation.ts";
import { isotonicFit } from "../../../kernel-lib/src/measure/stats/isotonic-fit.ts";
import { mannKendall } from "../../../kernel-lib/src/measure/stats/mann-kendall.ts";
import { noiseOfDifferences } from "../../../kernel-lib/src/measure/stats/noise-of-differences.ts";
import { sample } from "../../../kernel-lib/src/measure/stats/sample.ts";
import { type Steadiness, steadiness } from "../../../kernel-lib/src/measure/stats/steadiness.ts";
import { isMixture, twoClusters } from "../../../kernel-lib/src/measure/stats/two-clusters.ts";
import { widestShift } from "../../../kernel-lib/src/measure/stats/widest-shift.ts";
import { withoutSlowTurns } from "../../../kernel-lib/src/measure/stats/without-slow-turns.ts";
import { draws, rate } from "./samples.ts";

interface Reference {
  readonly samples: readonly {
    readonly values: readonly number[];
    readonly autocorrelations: readonly number[];
    readonly noise: number;
  }[];
  /** Values, s, p. */
  readonly trends: readonly (readonly [readonly number[], number, number])[];
  readonly clusters: readonly {
    readonly values: readonly number[];
    readonly low: readonly [number, number];
    readonly high: readonly [number, number];
    readonly spread: number;
    readonly gap: number;
  }[];
}

/** Made by reference.py beside it. */
const reference = JSON.parse(readFileSync(new URL("./reference.json", import.meta.url), "utf8")) as Reference;

const close = (got: number, expected: number) =>
  expect(Math.abs(got - expected), `${got} is not ${expected}`).toBeLessThanOrEqual(
    1e-11 * Math.max(1e-3, Math.abs(expected)),
  );

describe("against SciPy", () => {
  test.each(reference.samples)("autocorrelation and noise", ({ values, autocorrelations, noise }) => {
    autocorrelations.forEach((expected, lag) => {
      close(autocorrelation(sample(values), lag), expected);
    });
    close(noiseOfDifferences(sample(values)), noise);
  });

  test.each(reference.trends)("Mann–Kendall", (values, s, p) => {
    const trend = mannKendall(sample(values));
    expect(trend.s).toBe(s);
    close(trend.p, Math.min(1, p));
  });

  test.each(reference.clusters)("two clusters", ({ values, low, high, spread, gap }) => {
    const found = twoClusters(sample(values));
    expect([found?.low.count, found?.high.count]).toEqual([low[1], high[1]]);
    close(found?.low.mean ?? 0, low[0]);
    close(found?.high.mean ?? 0, high[0]);
    close(found?.apart ?? 0, high[0] - low[0]);
    close(found?.spread ?? 0, spread);
    close(found?.gap ?? 0, gap);
  });
});

describe("two clusters", () => {
  test("none in fewer than four values, or where all are equal", () => {
    expect(twoClusters(sample([1, 2, 9]))).toBeNull();
    expect(twoClusters(sample([4, 4, 4, 4, 4]))).toBeNull();
  });

  test("do not mind the order, move and stretch with the values", () => {
    const list = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 4, maxLength: 40 });
    fc.assert(
      fc.property(list, (values) => {
        const found = twoClusters(sample(values));
        expect(twoClusters(sample([...values].reverse()))).toEqual(found);
        if (found === null) return;
        expect(found.low.count + found.high.count).toBe(values.length);
        expect(found.gap).toBeGreaterThan(0);
        expect(found.apart).toBeGreaterThanOrEqual(found.gap);
        const other = twoClusters(sample(values.map((value) => 4 * value)));
        expect(other?.low.count).toBe(found.low.count);
        expect(other?.apart).toBeCloseTo(4 * found.apart, 6);
      }),
    );
  });

  test("a far single value is a mixture by itself, and count says 1", () => {
    const { normal } = draws("single");
    const values = Array.from({ length: 20 }, () => 0.01 * normal());
    const found = twoClusters(sample([...values, 0.6]));
    expect(found?.high.count).toBe(1);
    expect(found && isMixture(found, 0.05)).toBe(true);
    expect(found && isMixture(found, 0.7)).toBe(false);
    const near = twoClusters(sample([...values, 0.12]));
    expect(near?.high.count).toBe(1);
    expect(near && isMixture(near, 0.05)).toBe(false);
  });

  const flagged = (n: number, draw: () => number) => {
    const found = twoClusters(sample(Array.from({ length: n }, draw)));
    return found !== null && isMixture(found, 0);
  };

  test.each([15, 27, 60, 135])("what is no mixture is hardly ever called one: n = %i", (n) => {
    const { normal, heavy } = draws(`no mixture ${n}`);
    expect(rate(4000, () => flagged(n, normal))).toBeLessThanOrEqual(0.001);
    expect(rate(4000, () => flagged(n, heavy))).toBeLessThanOrEqual(0.01);
  });

  test("30/70 mixtures, 1.9x apart, are found in 15 values", () => {
    const { chance, normal } = draws("mixture");
    const draw = () => (chance.next() < 0.3 ? Math.log(1.9) : 0) + 0.02 * normal();
    expect(rate(2000, () => flagged(15, draw))).toBeGreaterThanOrEqual(0.95);
  });
});

describe("parts of steadiness", () => {
  test("the isotonic fit rises, keeps the sum, and leaves a rising series as it is", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 1, maxLength: 40 }), (values) => {
        const fit = isotonicFit(sample(values));
        fit.forEach((value, place) => {
          expect(value).toBeGreaterThanOrEqual((fit[place - 1] ?? Number.NEGATIVE_INFINITY) - 1e-9);
        });
        const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0);
        expect(sum(fit)).toBeCloseTo(sum(values), 6);
        const rising = [...values].sort((a, b) => a - b);
        isotonicFit(sample(rising)).forEach((value, place) => {
          expect(value).toBeCloseTo(rising[place] ?? 0, 9);
        });
      }),
    );
    expect(isotonicFit(sample([1, 3, 2, 4]))).toEqual([1, 2.5, 2.5, 4]);
  });

  test("the widest shift is where it was put", () => {
    const series = sample([0, 0.1, 0, 5, 5.1, 5, 4.9, 0, 0.1, 0, 0, 0.1]);
    expect(widestShift(series, 3)).toMatchObject({ from: 3, to: 7 });
    expect(widestShift(sample([1, 2, 3]), 2)).toBeNull();
    expect(() => widestShift(series, 0)).toThrow(RangeError);
  });

  test("up to three slow values in a row are replaced, four are not, nor are many", () => {
    const flat = Array.from({ length: 30 }, (_, place) => (place % 2) / 10);
    const slowAt = (...places: readonly number[]) =>
      sample(flat.map((value, place) => value + (places.includes(place) ? 9 : 0)));
    const most = (series: readonly number[]) => Math.max(...series);
    expect(most(withoutSlowTurns(slowAt(0, 12, 13, 14, 29), 0.1))).toBeLessThan(1);
    expect(most(withoutSlowTurns(slowAt(12, 13, 14, 15), 0.1))).toBeGreaterThan(9);
    const many = slowAt(0, 4, 8, 12, 16, 20, 24);
    expect(withoutSlowTurns(many, 0.1)).toBe(many);
    // Fast ones are nobody's fault.
    expect(Math.min(...withoutSlowTurns(sample(slowAt(5).map((value) => -value)), 0.1))).toBeLessThan(-9);
  });

  test("what they refuse", () => {
    expect(() => autocorrelation(sample([1, 2]), 2)).toThrow("0 to 1, got 2");
    expect(() => noiseOfDifferences(sample([1]))).toThrow(RangeError);
    expect(() => steadiness(Array.from({ length: 19 }, () => 1))).toThrow("20 turns");
    expect(() => steadiness(Array.from({ length: 20 }, (_, place) => place))).toThrow("above 0, got 0");
    expect(autocorrelation(sample([3, 3, 3]), 1)).toBe(0);
    expect(mannKendall(sample([3, 3, 3]))).toEqual({ s: 0, p: 1 });
  });
});

describe("steadiness", () => {
  interface Process {
    readonly noise: number;
    /** Share of turns that are 1.5x slow. */
    readonly slow: number;
    /** Log of the level at a turn. */
    readonly level: (turn: number, turns: number) => number;
  }

  const found = (seed: string, wanted: Steadiness, turns: number, runs: number, { noise, slow, level }: Process) => {
    const { chance, normal } = draws(seed + turns);
    return rate(runs, () => {
      const series = Array.from(
        { length: turns },
        (_, turn) => 5000 * Math.exp(level(turn, turns) + noise * normal()) * (chance.next() < slow ? 1.5 : 1),
      );
      return steadiness(series) === wanted;
    });
  };

  test.each([0.002, 0.01, 0.03])("white noise of %f with slow turns is steady in over 99 percent", (noise) => {
    const rates = [20, 32, 60].map((turns) =>
      found(`white ${noise}`, "steady", turns, 1000, { noise, slow: 0.05, level: () => 0 }),
    );
    expect(Math.min(...rates)).toBeGreaterThan(0.99);
  });

  test.each([0.05, -0.05])("a drift of %f at 0.5 percent noise is found in over 95 percent", (drift) => {
    const level = (turn: number, turns: number) => (drift * turn) / (turns - 1);
    const rates = [20, 32, 60].map((turns) =>
      found(`drift ${drift}`, "drifting", turns, 300, { noise: 0.005, slow: 0.05, level }),
    );
    expect(Math.min(...rates)).toBeGreaterThan(0.95);
  });

  test.each([2, 3, 4, 5, 7, 10])("a cycle of 5 percent, period %i, is found in over 95 percent", (period) => {
    const level = (turn: number) => 0.025 * Math.sin((2 * Math.PI * (turn + 0.3)) / period);
    const rates = [26, 32, 60].map((turns) =>
      found(`cycle ${period}`, "cyclic", turns, 300, { noise: 0.005, slow: 0, level }),
    );
    expect(Math.min(...rates)).toBeGreaterThan(0.95);
    // Slow turns hide the cycle in some of the shorter series.
    expect(found(`cycle ${period}`, "cyclic", 32, 300, { noise: 0.005, slow: 0.05, level })).toBeGreaterThan(0.85);
  });

  test("a level that rises and comes back is none of these in over 95 %", () => {
    const level = (turn: number, turns: number) => (turn >= 0.4 * turns && turn < 0.65 * turns ? 0.05 : 0);
    const rates = [20, 32, 60].map((turns) => found("pulse", "none", turns, 300, { noise: 0.005, slow: 0.05, level }));
    expect(Math.min(...rates)).toBeGreaterThan(0.95);
  });

  test("changes under 1 % are of no interest, however plain; equal times are steady", () => {
    const quiet = { noise: 0.0001, slow: 0 };
    const drift = (turn: number, turns: number) => (0.009 * turn) / turns;
    const cycle = (turn: number) => (turn % 2) * 0.008;
    for (const level of [drift, cycle]) expect(found("small", "steady", 40, 50, { ...quiet, level })).toBe(1);
    expect(steadiness(Array.from({ length: 20 }, () => 5000))).toBe("steady");
  });

  test("does not mind the unit", () => {
    const { normal } = draws("unit");
    const series = Array.from({ length: 32 }, (_, turn) => 5000 * Math.exp(0.02 * turn + 0.005 * normal()));
    expect(steadiness(series.map((time) => time / 1e9))).toBe(steadiness(series));
    expect(steadiness(series)).toBe("drifting");
  });
});
