import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clopperPearson } from "../../../kernel-lib/src/measure/stats/clopper-pearson.ts";
import { contains } from "../../../kernel-lib/src/measure/stats/interval.ts";
import { medianInterval } from "../../../kernel-lib/src/measure/stats/median-interval.ts";
import { momentsOf } from "../../../kernel-lib/src/measure/stats/moments.ts";
import { ratioOfMeans } from "../../../kernel-lib/src/measure/stats/ratio-of-means.ts";
import { sample } from "../../../kernel-lib/src/measure/stats/sample.ts";
import { signFlipInterval } from "../../../kernel-lib/src/measure/stats/sign-flip-interval.ts";
import { signFlipPValue } from "../../../kernel-lib/src/measure/stats/sign-flip-test.ts";
import { studentCdf, studentCritical, studentTails } from "../../../kernel-lib/src/measure/stats/student-t.ts";
import { welchInterval, welchTest } from "../../../kernel-lib/src/measure/stats/welch.ts";
import { draws, rate } from "./samples.ts";

type Three = readonly [number, number, number];

interface Reference {
  readonly fractional: readonly (readonly [number, number, number, number, number, number])[];
  readonly shares: readonly (readonly [number, number, number, number, number])[];
  readonly welch: readonly {
    readonly a: readonly number[];
    readonly b: readonly number[];
    readonly t: number;
    readonly degrees: number;
    readonly p: number;
    readonly intervals: readonly Three[];
  }[];
  readonly ratiosOfMeans: readonly (readonly [readonly number[], readonly number[], number, number, number])[];
  readonly samples: readonly {
    readonly values: readonly number[];
    readonly signFlipInterval: readonly [number, number] | null;
    readonly medianIntervals: readonly (readonly [number, number, number, number])[];
  }[];
}

/** Made by reference.py beside it. */
const reference = JSON.parse(readFileSync(new URL("./reference.json", import.meta.url), "utf8")) as Reference;

/** Equal to eleven digits, in proportion. */
const close = (got: number, expected: number, within = 1e-11) =>
  expect(Math.abs(got - expected), `${got} is not ${expected}`).toBeLessThanOrEqual(within * Math.abs(expected));

describe("against SciPy", () => {
  test.each(reference.fractional)("t: %f, %f degrees of freedom", (alpha, degrees, critical, tails, low, high) => {
    close(studentCritical(alpha, degrees), critical);
    close(studentTails(2.5, degrees), tails);
    close(studentTails(-2.5, degrees), tails);
    close(studentCdf(-1.25, degrees), low);
    close(studentCdf(1.25, degrees), high);
  });

  test.each(reference.shares)("share: %i of %i at %f", (successes, trials, alpha, low, high) => {
    const interval = clopperPearson(successes, trials, alpha);
    expect(interval.point).toBe(successes / trials);
    // cephes' inverse of the beta integral stops at ten digits.
    close(interval.low, low, 1e-10);
    close(interval.high, high, 1e-10);
  });

  test.each(reference.welch)("Welch: $degrees degrees of freedom", ({ a, b, t, degrees, p, intervals }) => {
    const result = welchTest(momentsOf(sample(a)), momentsOf(sample(b)));
    close(result.t, t);
    close(result.degrees, degrees);
    close(result.p, p);
    for (const [alpha, low, high] of intervals) {
      const interval = welchInterval(momentsOf(sample(a)), momentsOf(sample(b)), alpha);
      close(interval.low, low);
      close(interval.high, high);
    }
  });

  test.each(reference.ratiosOfMeans)("ratio of means", (a, b, point, low, high) => {
    const interval = ratioOfMeans(sample(a), sample(b), 0.05);
    close(interval?.point ?? 0, point);
    close(interval?.low ?? 0, low);
    close(interval?.high ?? 0, high);
  });

  test.each(reference.samples.map((each) => [each.values.length, each] as const))(
    "intervals of a sample of %i",
    (_size, { values, signFlipInterval: flips, medianIntervals }) => {
      for (const [alpha, low, high, level] of medianIntervals) {
        const interval = medianInterval(sample(values), alpha);
        expect([interval.low, interval.high]).toEqual([low, high]);
        expect(Math.abs(interval.level - level)).toBeLessThan(1e-12);
      }
      if (flips === null) return;
      const interval = signFlipInterval(sample(values), 0.05);
      const range = Math.max(...values) - Math.min(...values);
      expect(interval.low).toBeLessThanOrEqual(flips[0] + 2e-9 * range);
      expect(interval.low).toBeGreaterThan(flips[0] - 1e-8 * range);
      expect(interval.high).toBeGreaterThanOrEqual(flips[1] - 2e-9 * range);
      expect(interval.high).toBeLessThan(flips[1] + 1e-8 * range);
    },
  );
});

describe("interval of the median", () => {
  test("small samples: the extremes, and the level says what they cover", () => {
    expect(medianInterval(sample([7]), 0.05)).toEqual({ point: 7, low: 7, high: 7, level: 0 });
    expect(medianInterval(sample([3, 1]), 0.05)).toMatchObject({ low: 1, high: 3, point: 2, level: 0.5 });
    for (let n = 2; n <= 5; n++) {
      const interval = medianInterval(sample(Array.from({ length: n }, (_, place) => place)), 0.05);
      expect(interval).toMatchObject({ low: 0, high: n - 1 });
      expect(interval.level).toBeCloseTo(1 - 2 ** (1 - n), 12);
    }
    expect(medianInterval(sample([1, 2, 3, 4, 5, 6]), 0.05).level).toBeCloseTo(1 - 2 ** -5, 12);
  });

  test("is the narrowest of its level, holds the median, and does not mind where the tails are", () => {
    const list = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 6, maxLength: 60 });
    fc.assert(
      fc.property(list, fc.constantFrom(0.2, 0.05, 0.01, 0.001), (values, alpha) => {
        const interval = medianInterval(sample(values), alpha);
        expect(contains(interval, interval.point)).toBe(true);
        if (alpha >= 2 ** (1 - values.length)) expect(interval.level).toBeGreaterThanOrEqual(1 - alpha);
        const most = Math.max(...values);
        if (most === interval.high) return;
        const further = values.map((value) => (value === most ? 1e9 : value));
        expect(medianInterval(sample(further), alpha)).toEqual(interval);
      }),
    );
  });

  test("covers the median in at least 95 % of samples with heavy tails", () => {
    const { heavy } = draws("median interval");
    const covered = rate(2000, () => contains(medianInterval(sample(Array.from({ length: 15 }, heavy)), 0.05), 0));
    // True level 96.5 %: three standard deviations of 2,000 are 1.2 %.
    expect(covered).toBeGreaterThan(0.953);
    expect(covered).toBeLessThan(0.977);
  });
});

describe("sign-flip interval", () => {
  test("no end where no shift can be refused", () => {
    expect(signFlipInterval(sample([1, 2, 3, 4, 5]), 0.05)).toEqual({
      point: 3,
      low: Number.NEGATIVE_INFINITY,
      high: Number.POSITIVE_INFINITY,
    });
    expect(Number.isFinite(signFlipInterval(sample([1, 2, 3, 4, 5, 6]), 0.05).low)).toBe(true);
  });

  test("the test refuses what lies outside and keeps what lies inside; it moves with the values", () => {
    const list = fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 8, maxLength: 12 });
    fc.assert(
      fc.property(list, (values) => {
        const { low, high, point } = signFlipInterval(sample(values), 0.05);
        const range = Math.max(...values) - Math.min(...values);
        const p = (centre: number) => signFlipPValue(sample(values.map((value) => value - centre)));
        expect(low).toBeLessThanOrEqual(point);
        expect(high).toBeGreaterThanOrEqual(point);
        if (range === 0) return;
        expect(p(low - 1e-6 * range)).toBeLessThanOrEqual(0.05);
        expect(p(high + 1e-6 * range)).toBeLessThanOrEqual(0.05);
        // A whole interval of shifts inside is kept (values may be so tied that the interval is one point).
        expect(p(low + (high - low) / 2)).toBeGreaterThan(low === high ? 0 : 0.05);
        const moved = signFlipInterval(sample(values.map((value) => value + 1000)), 0.05);
        expect(Math.abs(moved.low - low - 1000)).toBeLessThan(1e-6 * Math.max(1, range));
      }),
      { numRuns: 30 },
    );
  });

  test("is near Student's for normal values, also where the test counts on a grid", () => {
    const { normal } = draws("sign-flip interval");
    const values = sample(Array.from({ length: 60 }, () => 5 + normal()));
    const { low, high, point } = signFlipInterval(values, 0.05);
    expect(low).toBeLessThan(point);
    expect(high - low).toBeGreaterThan((0.8 * 4) / Math.sqrt(60));
    expect(high - low).toBeLessThan((1.3 * 4) / Math.sqrt(60));
  });
});

describe("what the intervals refuse", () => {
  test.each<[string, () => unknown]>([
    ["0 and 1, got 1", () => clopperPearson(1, 2, 1)],
    ["1 or more, got 0", () => clopperPearson(0, 0, 0.05)],
    ["0 to 2, got 3", () => clopperPearson(3, 2, 0.05)],
    ["0 to 2, got 0.5", () => clopperPearson(0.5, 2, 0.05)],
    ["0 and 1, got 0", () => medianInterval(sample([1]), 0)],
    ["0 and 1, got NaN", () => signFlipInterval(sample([1]), Number.NaN)],
    ["neither does", () => welchTest(momentsOf(sample([1, 1])), momentsOf(sample([2, 2])))],
    ["at least two values", () => welchInterval(momentsOf(sample([1])), momentsOf(sample([2, 3])), 0.05)],
    ["as many a as b", () => ratioOfMeans(sample([1, 2]), sample([1]), 0.05)],
    ["two pairs", () => ratioOfMeans(sample([1]), sample([1]), 0.05)],
    ["above 0, got 0", () => studentTails(1, 0)],
    ["above 0, got Infinity", () => studentCritical(0.05, Number.POSITIVE_INFINITY)],
  ])("%s", (message, call) => {
    expect(call).toThrow(RangeError);
    expect(call).toThrow(message);
  });

  test("a ratio over what may be 0 has no interval", () => {
    expect(ratioOfMeans(sample([1, 2, 3]), sample([-1, 1, 0.5]), 0.05)).toBeNull();
  });

  test("a share of all or none reaches its end", () => {
    expect(clopperPearson(0, 1000, 0.05)).toMatchObject({ point: 0, low: 0 });
    expect(clopperPearson(1000, 1000, 0.05)).toMatchObject({ point: 1, high: 1 });
  });
});
