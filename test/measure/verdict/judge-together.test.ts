import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RatioResult } from "../../../kernel-lib/src/measure/verdict/family-result.ts";
import { judgeReproduction } from "../../../kernel-lib/src/measure/verdict/judge-reproduction.ts";
import { judgeTogether } from "../../../kernel-lib/src/measure/verdict/judge-together.ts";
import { judge, planAB, simulate } from "../simulated.ts";

/** The ratio of each case of one simulated run. */
const ratios = (effects: readonly number[], rounds = 20): readonly RatioResult[] =>
  effects.flatMap(
    (effect, seed) =>
      judge(planAB(), simulate(planAB(), { seed, rounds, effect, spread: 0.005 })).cases[0]?.ratios ?? [],
  );

describe("at every one of them", () => {
  test("all decided alike: the composite has their verdict, and the geometric mean with its interval", () => {
    const members = ratios([Math.log(0.5), Math.log(0.8), Math.log(0.6)]);
    const together = judgeTogether(members);
    expect(together).toMatchObject({ verdict: "faster", reason: null, neededSeconds: null });
    expect(together.ratio).toBeCloseTo((0.5 * 0.8 * 0.6) ** (1 / 3), 2);
    expect(together.interval95?.low).toBeLessThan(together.ratio ?? 0);
    expect(together.interval95?.high).toBeGreaterThan(together.ratio ?? 0);
  });

  test("one goes the other way, one is open: undecided, naming which", () => {
    expect(judgeTogether(ratios([Math.log(0.5), Math.log(2)]))).toMatchObject({
      verdict: "undecided",
      reason: "simulated/only/b: faster; simulated/only/b: slower",
    });
    const open = judgeTogether([...ratios([Math.log(0.5)]), ...ratios([Math.log(0.5)], 10)]);
    expect(open).toMatchObject({ verdict: "undecided", reason: "simulated/only/b: undecided (too few rounds)" });
    expect(open.neededSeconds).toBeGreaterThan(0);
  });

  test("the interval holds the mean of the true ratios in about 95 % of 400 runs", () => {
    let held = 0;
    for (let seed = 0; seed < 400; seed++) {
      const members = [0.1, 0.2, 0.3].map((effect, at) => {
        const rounds = simulate(planAB(), { seed: 3 * seed + at, rounds: 10, effect, spread: 0.02 * (at + 1) });
        return judge(planAB(), rounds).cases[0]?.ratios[0] as RatioResult;
      });
      const { interval95 } = judgeTogether(members);
      if (interval95 && Math.log(interval95.low) <= 0.2 && Math.log(interval95.high) >= 0.2) held++;
    }
    // Binomial(400, 0.95): P(outside 360 … 397) < 1e-4.
    expect(held).toBeGreaterThanOrEqual(360);
    expect(held).toBeLessThanOrEqual(397);
  });

  test("no composite without members", () => expect(() => judgeTogether([])).toThrow(RangeError));
});

describe("a published ratio against what was measured", () => {
  test.each([
    [2, 1.98, 2.02, "reproduced"],
    [2, 1.5, 1.6, "same direction"],
    [2, 0.5, 0.6, "contradicted"],
    [2, 0.9, 1.6, "undecided"],
    [0.5, 0.7, 0.8, "same direction"],
    [1.01, 1.3, 1.4, "contradicted"],
    [1.01, 0.97, 1.15, "undecided"],
    [1, 0.95, 1.05, "reproduced"],
  ] as const)("%f, measured %f–%f: %s", (published, low, high, said) => {
    expect(judgeReproduction(published, { low, high }, 0.05)).toBe(said);
  });

  test("turned round (the other arm first) it says the same", () => {
    const ratio = fc.double({ min: 0.1, max: 10, noNaN: true });
    fc.assert(
      fc.property(ratio, ratio, ratio, (published, one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const back = judgeReproduction(1 / published, { low: 1 / high, high: 1 / low }, 0.05);
        expect(judgeReproduction(published, { low, high }, 0.05)).toBe(back);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  test("what is no interval is refused", () =>
    expect(() => judgeReproduction(2, { low: 3, high: 2 }, 0.05)).toThrow(RangeError));
});
