import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { count } from "../../../kernel-lib/src/base/units.ts";
import { profiles } from "../../../kernel-lib/src/measure/plan/profiles.ts";
import { decide } from "../../../kernel-lib/src/measure/verdict/decide.ts";
import { isDecided } from "../../../kernel-lib/src/measure/verdict/judge-ratio.ts";
import { summarize } from "../../../kernel-lib/src/measure/verdict/summarize.ts";
import { environment, judge, planAB, ratioOf, simulate } from "../simulated.ts";

const plan = planAB();

describe("what is true is found", () => {
  test.each([
    [Math.log(0.5), "faster"],
    [Math.log(2), "slower"],
    [Math.log(1.05), "slower"],
    [0, "no difference"],
  ] as const)("true log ratio %f: %s", (effect, verdict) => {
    const result = judge(plan, simulate(plan, { seed: 1, rounds: 40, effect, spread: 0.003 }));
    const ratio = ratioOf(result);
    expect(ratio).toMatchObject({ verdict, reason: null, neededSeconds: null, margin: 0.01 });
    expect(ratio.low).toBeLessThan(Math.exp(effect));
    expect(ratio.high).toBeGreaterThan(Math.exp(effect));
    expect(ratio.rounds).toBe(ratio.logs.length);
    expect(result.sentinels).toMatchObject([{ kind: "cpu", passed: true }]);
  });

  test("the level is that of the look, with m from the profile", () => {
    const ratio = ratioOf(judge(plan, simulate(plan, { seed: 1, rounds: 40, effect: 1, spread: 0.003 })));
    expect(ratio).toMatchObject({ look: 1, rounds: 15 });
    expect(ratio.level).toBeCloseTo(1 - (0.1 * 0.05) / 24, 12);
  });

  test("a margin below what the sentinel can resolve gives way to its floor", () => {
    const result = judge(plan, simulate(plan, { seed: 2, rounds: 15, effect: 0, spread: 0.05 }));
    expect(result.sentinels[0]?.floor).toBeGreaterThan(0.01);
    expect(ratioOf(result).margin).toBe(result.sentinels[0]?.floor);
  });
});

describe("what is false is not said", () => {
  test("equal arms: no false verdict in 300 runs of up to 27 rounds", () => {
    const wrong = [];
    for (let seed = 0; seed < 300; seed++) {
      const spread = [0.005, 0.02, 0.05][seed % 3] ?? 0;
      const { verdict } = ratioOf(judge(plan, simulate(plan, { seed, rounds: 27, effect: 0, spread })));
      if (verdict !== "no difference" && verdict !== "undecided") wrong.push({ seed, verdict });
    }
    expect(wrong).toEqual([]);
  });

  test("with m = 1 and one look at 5 %, intervals miss in about 5 % of runs (so the simulation could fail)", () => {
    let missed = 0;
    const loose = planAB(["only"], { ...profiles.quick, claims: count(1), looks: [count(15)], spending: [1] });
    for (let seed = 0; seed < 300; seed++) {
      const { low, high } = ratioOf(judge(loose, simulate(loose, { seed, rounds: 15, effect: 0, spread: 0.02 })));
      if ((low ?? 0) > 1 || (high ?? 0) < 1) missed++;
    }
    // Binomial(300, 0.05): P(outside 3 … 32) < 1e-4.
    expect(missed).toBeGreaterThanOrEqual(3);
    expect(missed).toBeLessThanOrEqual(32);
  });
});

describe("who may object", () => {
  test("the companion: a difference that only slow turns make is left open", () => {
    const rounds = simulate(plan, { seed: 3, rounds: 27, effect: 0, spread: 0.002, tail: 0.2 });
    expect(ratioOf(judge(plan, rounds))).toMatchObject({ verdict: "undecided", reason: "estimators disagree" });
  });

  test("the sign-flip test: at an error that 15 rounds cannot reach, Student's t alone decides nothing", () => {
    const logs = Array.from({ length: 15 }, (_, place) => 1 + place / 1000);
    const all = { means: logs, medians: logs, wholes: logs };
    expect(decide(all, 0.01, 1e-5)).toMatchObject({ primary: "slower", decision: null });
    expect(decide(all, 0.01, 1e-4)).toMatchObject({ primary: "slower", decision: "slower" });
  });

  test.each([
    [{ again: 1.05 }, "the same arm against itself came out different"],
    [{ known: 1.1 }, "the interval of a known ratio of 1.03 does not hold it"],
  ])("a failed sentinel: %o", (wrongness, reason) => {
    const rounds = simulate(plan, { seed: 4, rounds: 27, effect: 1, spread: 0.003, ...wrongness });
    const result = judge(plan, rounds);
    expect(result.sentinels[0]).toMatchObject({ passed: false, reason });
    expect(ratioOf(result)).toMatchObject({ verdict: "undecided", reason: "sentinel failed" });
  });

  test("a sentinel that was never measured vouches for nothing", () => {
    const rounds = simulate(plan, { seed: 4, rounds: 27, effect: 1, spread: 0.003 }).map((round) => ({
      ...round,
      contestants: round.contestants.filter(({ id }) => !id.includes("+")),
    }));
    expect(ratioOf(judge(plan, rounds))).toMatchObject({ verdict: "undecided", reason: "sentinel failed" });
  });
});

describe("undecided, with the reason", () => {
  test("too few rounds, and how long until the first look", () => {
    const ratio = ratioOf(judge(plan, simulate(plan, { seed: 5, rounds: 10, effect: 1, spread: 0.003 })));
    expect(ratio).toMatchObject({ verdict: "undecided", reason: "too few rounds", look: 0, rounds: 10 });
    expect(ratio.neededSeconds).toBe(15);
  });

  test("more rounds needed, with a forecast", () => {
    const ratio = ratioOf(judge(plan, simulate(plan, { seed: 6, rounds: 15, effect: 0.1, spread: 0.04 })));
    expect(ratio).toMatchObject({ verdict: "undecided", reason: "more rounds needed", look: 1 });
    expect(ratio.neededSeconds).toBeGreaterThanOrEqual(15);
  });

  test("straddles the margin: the true ratio lies beside it", () => {
    const rounds = simulate(plan, { seed: 1, rounds: 135, effect: Math.log(1.013), spread: 0.01 });
    expect(ratioOf(judge(plan, rounds))).toMatchObject({
      verdict: "undecided",
      reason: "straddles the margin",
      look: 7,
      neededSeconds: null,
    });
  });

  test("a profile that decides nothing", () => {
    const smoke = planAB(["only"], profiles.smoke);
    const ratio = ratioOf(judge(smoke, simulate(smoke, { seed: 8, rounds: 2, effect: 1, spread: 0.5 })));
    expect(ratio).toMatchObject({ verdict: "undecided", reason: "profile decides nothing", rounds: 2 });
    expect(JSON.stringify(ratio)).not.toContain("null,null,");
    expect(Number.isFinite(ratio.high)).toBe(true);
  });

  test("not measured, with the arm's reason", () => {
    const rounds = simulate(plan, { seed: 9, rounds: 20, effect: 1, spread: 0.003 });
    const missing = [{ arm: "b", case: "only", reason: "has no such thing" }];
    const result = summarize(plan, environment, rounds, [], missing);
    expect(ratioOf(result)).toMatchObject({ verdict: "not measured", reason: "b: has no such thing", ratio: null });
    expect(result.notMeasured).toEqual(missing);
  });
});

describe("the same samples give the same bytes, and the first decision stands", () => {
  const simulation = fc.record({
    seed: fc.integer({ min: 0, max: 1e6 }),
    rounds: fc.integer({ min: 0, max: 60 }),
    effect: fc.double({ min: -0.1, max: 0.1, noNaN: true }),
    spread: fc.double({ min: 0.001, max: 0.1, noNaN: true }),
  });

  test("summarize is pure", () => {
    fc.assert(
      fc.property(simulation, (given) => {
        const rounds = simulate(plan, given);
        const once = JSON.stringify(judge(plan, rounds));
        expect(JSON.stringify(judge(plan, JSON.parse(JSON.stringify(rounds))))).toBe(once);
      }),
      { numRuns: 50 },
    );
  });

  test("a decision is never reopened by later rounds, while the sentinel holds", () => {
    fc.assert(
      fc.property(simulation, (given) => {
        const all = simulate(plan, { ...given, rounds: 60 });
        const early = ratioOf(judge(plan, all.slice(0, 20)));
        const late = judge(plan, all);
        if (!isDecided(plan, plan.ratios[0] as never, all.slice(0, 20))) return;
        expect(isDecided(plan, plan.ratios[0] as never, all)).toBe(true);
        if (late.sentinels[0]?.passed && early.verdict !== "undecided") expect(ratioOf(late)).toEqual(early);
      }),
      { numRuns: 100 },
    );
  });

  test("a verdict and its interval never contradict each other", () => {
    fc.assert(
      fc.property(simulation, (given) => {
        const ratio = ratioOf(judge(plan, simulate(plan, given)));
        const [low, high, bound] = [ratio.low ?? 0, ratio.high ?? Number.POSITIVE_INFINITY, 1 + ratio.margin];
        if (ratio.verdict === "slower") expect(low).toBeGreaterThan(bound);
        if (ratio.verdict === "faster") expect(high).toBeLessThan(1 / bound);
        if (ratio.verdict === "no difference") {
          expect(high).toBeLessThan(bound ** 2);
          expect(low).toBeGreaterThan(bound ** -2);
        }
        expect(ratio.verdict === "undecided").toBe(ratio.reason !== null);
      }),
      { numRuns: 100 },
    );
  });
});
