import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { geometricMean } from "../../../kernel-lib/src/measure/stats/geometric-mean.ts";
import { leastSquares } from "../../../kernel-lib/src/measure/stats/least-squares.ts";
import { mean } from "../../../kernel-lib/src/measure/stats/mean.ts";
import { median } from "../../../kernel-lib/src/measure/stats/median.ts";
import { quantile } from "../../../kernel-lib/src/measure/stats/quantile.ts";
import { sample } from "../../../kernel-lib/src/measure/stats/sample.ts";
import { signFlipPValue } from "../../../kernel-lib/src/measure/stats/sign-flip-test.ts";
import { standardDeviation } from "../../../kernel-lib/src/measure/stats/standard-deviation.ts";
import { studentCdf, studentCritical, studentQuantile } from "../../../kernel-lib/src/measure/stats/student-t.ts";
import { tInterval } from "../../../kernel-lib/src/measure/stats/t-interval.ts";

interface Reference {
  readonly critical: readonly (readonly [number, number, number])[];
  readonly samples: readonly {
    readonly values: readonly number[];
    readonly mean: number;
    readonly median: number;
    readonly quantiles: readonly (readonly [number, number])[];
    readonly deviation: number;
    readonly geometric: number;
    readonly interval95: readonly [number, number];
    readonly signFlip: number | null;
  }[];
  readonly line: {
    readonly x: readonly number[];
    readonly y: readonly number[];
    readonly slope: number;
    readonly intercept: number;
    readonly low: number;
    readonly high: number;
  };
}

/** Made by reference.py beside it. */
const reference = JSON.parse(readFileSync(new URL("./reference.json", import.meta.url), "utf8")) as Reference;

/** Equal to eleven digits. */
const close = (got: number, expected: number) =>
  expect(Math.abs(got - expected)).toBeLessThanOrEqual(1e-11 * Math.max(1, Math.abs(expected)));

describe("against SciPy", () => {
  test.each(reference.critical)("t: critical value at %f, %i degrees", (alpha, degrees, expected) => {
    close(studentCritical(alpha, degrees), expected);
  });

  test.each(reference.samples.map((each) => [each.values.length, each] as const))(
    "a sample of %i",
    (_size, expected) => {
      const values = sample(expected.values);
      close(mean(values), expected.mean);
      close(median(values), expected.median);
      for (const [p, value] of expected.quantiles) close(quantile(values, p), value);
      close(standardDeviation(values), expected.deviation);
      close(geometricMean(sample(values.map(Math.exp))), expected.geometric);
      const interval = tInterval(values, 0.05);
      close(interval.low, expected.interval95[0]);
      close(interval.high, expected.interval95[1]);
      if (expected.signFlip !== null) close(signFlipPValue(values), expected.signFlip);
    },
  );

  test("least squares", () => {
    const { x, y, slope, intercept, low, high } = reference.line;
    const line = leastSquares(x, y, 0.05);
    close(line.intercept, intercept);
    close(line.slope.point, slope);
    close(line.slope.low, low);
    close(line.slope.high, high);
  });
});

describe("the door", () => {
  test("a sample is not empty and holds finite numbers", () => {
    expect(() => sample([])).toThrow("a sample cannot be empty");
    expect(() => sample([1, Number.NaN])).toThrow("number 1 is NaN");
    expect(() => sample([Number.POSITIVE_INFINITY])).toThrow("number 0 is Infinity");
  });

  test("what a statistic cannot do, it refuses", () => {
    expect(() => standardDeviation(sample([1]))).toThrow(RangeError);
    expect(() => tInterval(sample([1]), 0.05)).toThrow(RangeError);
    expect(() => quantile(sample([1]), 1.1)).toThrow(RangeError);
    expect(() => geometricMean(sample([1, 0]))).toThrow("above 0, got 0");
    expect(() => studentQuantile(1, 3)).toThrow(RangeError);
    expect(() => studentQuantile(0.5, 0)).toThrow(RangeError);
    expect(() => leastSquares([1, 1, 1], [1, 2, 3], 0.05)).toThrow("two different x");
    expect(() => leastSquares([1, 2], [1, 2], 0.05)).toThrow("three points");
  });
});

describe("invariants", () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 40 });

  test("quantiles rise with p and stay between the ends", () => {
    fc.assert(
      fc.property(
        values,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (list, p, q) => {
          const [low, high] = [quantile(sample(list), Math.min(p, q)), quantile(sample(list), Math.max(p, q))];
          expect(low).toBeLessThanOrEqual(high);
          expect(low).toBeGreaterThanOrEqual(Math.min(...list));
          expect(high).toBeLessThanOrEqual(Math.max(...list));
        },
      ),
    );
  });

  test("the t distribution and its inverse undo each other", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
        fc.integer({ min: 1, max: 200 }),
        (p, degrees) => {
          close(studentCdf(studentQuantile(p, degrees), degrees), p);
        },
      ),
    );
  });

  test("the interval moves and stretches with the values", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 40 }), (list) => {
        const before = tInterval(sample(list), 0.01);
        const after = tInterval(sample(list.map((value) => 2 * value + 10)), 0.01);
        expect(after.low).toBeCloseTo(2 * before.low + 10, 6);
        expect(after.high).toBeCloseTo(2 * before.high + 10, 6);
      }),
    );
  });
});

describe("sign-flip test", () => {
  const seeded = (n: number, shift: number) =>
    Array.from({ length: n }, (_, place) => shift + Math.sin(12.9898 * (place + 1)) * Math.cos(78.233 * place));

  test("does not mind the sign of all values", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 24 }), (list) => {
        expect(signFlipPValue(sample(list))).toBeCloseTo(signFlipPValue(sample(list.map((value) => -value))), 12);
      }),
    );
  });

  test("is 2 / 2^n where all values lie on one side", () => {
    for (const n of [5, 15, 20]) expect(signFlipPValue(sample(seeded(n, 5)))).toBe(2 / 2 ** n);
    const large = signFlipPValue(sample(seeded(40, 5)));
    expect(large).toBeGreaterThanOrEqual(2 / 2 ** 40);
    expect(large).toBeLessThan(1e-10);
  });

  test("above 20 values it is the exact p-value from above, and near it", () => {
    // Whole numbers: counted exactly by a table of all sums.
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 21, maxLength: 60 }), (list) => {
        const p = signFlipPValue(sample(list));
        const exact = exactForIntegers(list);
        expect(p).toBeGreaterThanOrEqual(exact * (1 - 1e-9));
        expect(p).toBeLessThanOrEqual(1);
        // At most the sums that lie one step of whole numbers nearer are counted too.
        expect(p).toBeLessThanOrEqual(exactForIntegers(list, 1) * (1 + 1e-9));
      }),
      { numRuns: 30 },
    );
  });

  test("takes 135 values", () => {
    const p = signFlipPValue(sample(seeded(135, 0.1)));
    expect(p).toBeGreaterThan(0);
    expect(p).toBeLessThan(1);
  });
});

/** P(|sum of ±value| >= |observed sum| - slack) by counting every reachable sum. */
function exactForIntegers(list: readonly number[], slack = 0): number {
  let sums = new Map([[0, 1]]);
  for (const value of list) {
    const next = new Map<number, number>();
    for (const [sum, share] of sums)
      for (const to of [sum + value, sum - value]) next.set(to, (next.get(to) ?? 0) + share / 2);
    sums = next;
  }
  const observed = Math.abs(list.reduce((sum, value) => sum + value, 0)) - slack;
  return [...sums].reduce((p, [sum, share]) => (Math.abs(sum) >= observed ? p + share : p), 0);
}
