import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mean } from "../../../kernel-lib/src/measure/stats/mean.ts";
import { pairedTrimmedMeans } from "../../../kernel-lib/src/measure/stats/paired-trimmed-means.ts";
import { sample } from "../../../kernel-lib/src/measure/stats/sample.ts";
import { trimmedMean } from "../../../kernel-lib/src/measure/stats/trimmed-mean.ts";

interface Reference {
  readonly samples: readonly {
    readonly values: readonly number[];
    readonly trimmed: readonly (readonly [number, number])[];
  }[];
  readonly pairedTrimmed: readonly (readonly [readonly number[], readonly number[], number, number, number])[];
}

/** Made by reference.py beside it. */
const reference = JSON.parse(readFileSync(new URL("./reference.json", import.meta.url), "utf8")) as Reference;

const positive = fc.double({ min: 0.1, max: 1e6, noNaN: true });
const pairs = fc.array(fc.tuple(positive, positive), { minLength: 1, maxLength: 60 });
const share = fc.double({ min: 0, max: 0.49, noNaN: true });
const series = (of: readonly (readonly [number, number])[]) =>
  [sample(of.map(([one]) => one)), sample(of.map(([, other]) => other))] as const;

describe("against SciPy and NumPy", () => {
  test.each(reference.samples)("trimmed mean, sample $#", ({ values, trimmed }) => {
    for (const [left, expected] of trimmed) expect(trimmedMean(sample(values), left)).toBeCloseTo(expected, 11);
  });

  test.each(reference.pairedTrimmed)("means of pairs, case %#", (a, b, left, one, other) => {
    const [ours, theirs] = pairedTrimmedMeans(sample(a), sample(b), left);
    expect(ours).toBeCloseTo(one, 11);
    expect(theirs).toBeCloseTo(other, 11);
  });
});

describe("properties", () => {
  test("nothing left out: the plain means", () => {
    fc.assert(
      fc.property(pairs, (of) => {
        const [a, b] = series(of);
        expect(trimmedMean(a, 0)).toBeCloseTo(mean(a), 6);
        const [ours, theirs] = pairedTrimmedMeans(a, b, 0);
        expect(ours / mean(a)).toBeCloseTo(1, 12);
        expect(theirs / mean(b)).toBeCloseTo(1, 12);
      }),
    );
  });

  test("no more than the share, however far out, moves nothing beyond what is left", () => {
    fc.assert(
      fc.property(pairs, share, fc.double({ min: 10, max: 1e9, noNaN: true }), (of, left, times) => {
        const [a, b] = series(of);
        const hit = Math.floor(a.length * left);
        // Farther than any value, and than any ratio of a pair.
        const far = times * Math.max(1, ...a, ...a.map((value, place) => value / (b[place] ?? 1)));
        const wild = sample(a.map((value, place) => (place < hit ? far * Math.max(1, b[place] ?? 1) : value)));
        const largest = Math.max(...a.slice(hit));
        expect(trimmedMean(wild, left)).toBeLessThanOrEqual(largest * (1 + 1e-12));
        expect(pairedTrimmedMeans(wild, b, left)[0]).toBeLessThanOrEqual(largest * (1 + 1e-12));
      }),
    );
  });

  test("pairs of one ratio have means of that ratio, whatever both are hit by", () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: 1, maxLength: 60 }), share, positive, (values, left, ratio) => {
        const [ours, theirs] = pairedTrimmedMeans(sample(values.map((value) => value * ratio)), sample(values), left);
        expect(ours / theirs / ratio).toBeCloseTo(1, 9);
      }),
    );
  });

  test("exchanging the series exchanges the means, where no two ratios are equal", () => {
    fc.assert(
      fc.property(pairs, share, (of, left) => {
        const [a, b] = series(of);
        fc.pre(new Set(a.map((value, place) => value / (b[place] ?? 1))).size === a.length);
        fc.pre(new Set(a.map((value, place) => (b[place] ?? 1) / value)).size === a.length);
        const [ours, theirs] = pairedTrimmedMeans(a, b, left);
        const [other, one] = pairedTrimmedMeans(b, a, left);
        expect(one / ours).toBeCloseTo(1, 9);
        expect(other / theirs).toBeCloseTo(1, 9);
      }),
    );
  });
});

test.each([-0.01, 0.5, Number.NaN])("a share of %d is refused", (left) => {
  expect(() => trimmedMean(sample([1, 2]), left)).toThrow(RangeError);
  expect(() => pairedTrimmedMeans(sample([1]), sample([1]), left)).toThrow(RangeError);
});

test("series of different lengths are refused", () => {
  expect(() => pairedTrimmedMeans(sample([1, 2]), sample([1]), 0)).toThrow(RangeError);
});
