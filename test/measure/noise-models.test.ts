import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { count } from "../../kernel-lib/src/base/units.ts";
import { profiles } from "../../kernel-lib/src/measure/plan/profiles.ts";
import { mean } from "../../kernel-lib/src/measure/stats/mean.ts";
import { sample } from "../../kernel-lib/src/measure/stats/sample.ts";
import { standardDeviation } from "../../kernel-lib/src/measure/stats/standard-deviation.ts";
import { judgeRatio } from "../../kernel-lib/src/measure/verdict/judge-ratio.ts";
import { ratioLogs } from "../../kernel-lib/src/measure/verdict/ratio-logs.ts";
import { labelsRemember, type NoiseModel, noiseModels, type Order, simulateNoise } from "./noise-models.ts";
import { isSided, sidedSimulations } from "./sided-simulations.ts";
import { judge, planAB, ratioOf } from "./simulated.ts";

const plan = planAB();
/** Up to the second look. */
const rounds = 20;
const named = (name: string): NoiseModel => {
  const model = [...noiseModels, labelsRemember].find((each) => each.name === name);
  if (!model) throw new Error(`there is no model ${name}`);
  return model;
};
const logsOf = (model: NoiseModel, seed: number, effect: number, length: number, order?: Order): readonly number[] =>
  ratioLogs(
    simulateNoise(plan, { model, seed, rounds: length, effect, ...(order === undefined ? {} : { order }) }),
    "a",
    "b",
  ).means;

describe.each(noiseModels)("$name", (model) => {
  test("has the true effect that it says", () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(0, 0.02, Math.log(1.05), -Math.log(2)), (seed, effect) => {
        const logs = sample(logsOf(model, seed, effect, 100));
        const error = standardDeviation(logs) / Math.sqrt(logs.length);
        // Beyond five and a half errors by chance: less than once in ten million.
        expect(Math.abs(mean(logs) - effect)).toBeLessThan(5.5 * error);
      }),
      { numRuns: 8, seed: 1 },
    );
  });

  test("the same seed gives the same bytes, another one others", () => {
    const bytes = (seed: number) => JSON.stringify(simulateNoise(plan, { model, seed, rounds: 3, effect: 0 }));
    expect(bytes(1)).toBe(bytes(1));
    expect(bytes(2)).not.toBe(bytes(1));
  });

  // A thousand with the long tests.
  test("equal arms are never decided faster or slower in 30 simulations", () => {
    expect(sidedSimulations(plan, model, rounds, 30)).toEqual([]);
  });
});

describe("what each model is made for shows", () => {
  const spreadOf = (name: string) => {
    const all = simulateNoise(plan, { model: named(name), seed: 1, rounds: 100, effect: 0 });
    return standardDeviation(sample(ratioLogs(all, "a", "b").wholes));
  };

  test("two states of the compiler: four kinds of rounds, three ratios", () => {
    const ratios = logsOf(named("two states of the compiler"), 1, 0, 200).map(
      (log) => Math.round(log / Math.log(1.9)) + 0,
    );
    const share = (of: number) => ratios.filter((each) => each === of).length / ratios.length;
    // 0.7² + 0.3² = 0.58, and 0.21 each.
    expect(share(0)).toBeGreaterThan(0.45);
    expect(share(0)).toBeLessThan(0.71);
    for (const side of [-1, 1]) {
      expect(share(side)).toBeGreaterThan(0.1);
      expect(share(side)).toBeLessThan(0.33);
    }
  });

  test("a contestant is missing from some rounds, and those have no ratio", () => {
    const some = simulateNoise(plan, { model: named("missing contestants"), seed: 1, rounds: 100, effect: 0 });
    const logs = ratioLogs(some, "a", "b").means.length;
    expect(some).toHaveLength(100);
    // 0.85² of them: 72 expected.
    expect(logs).toBeGreaterThan(50);
    expect(logs).toBeLessThan(92);
  });

  test("tails, bursts and states spread plain means more than what falls on all alike", () => {
    for (const hard of ["log-normal tail", "two states of the compiler", "bursts of steal"])
      for (const mild of ["drift", "step change", "hog in step with turns", "first of a lap 2 % off"])
        expect(spreadOf(hard)).toBeGreaterThan(3 * spreadOf(mild));
  });

  test("bursts of the host: what is left out spreads the plain means five times as much", () => {
    const all = simulateNoise(plan, { model: named("bursts of the host"), seed: 1, rounds: 100, effect: 0 });
    const { means, wholes } = ratioLogs(all, "a", "b");
    expect(standardDeviation(sample(wholes))).toBeGreaterThan(5 * standardDeviation(sample(means)));
  });

  test("labels that remember break any rule that takes rounds for replicates: wrong without a sentinel", () => {
    const wrong = Array.from({ length: 80 }, (_, seed) => {
      const all = simulateNoise(plan, { model: labelsRemember, seed, rounds: 40, effect: 0 });
      return verdictWithoutSentinel(all);
    }).filter(isSided);
    expect(wrong.length).toBeGreaterThan(2);
  });
});

/** What the looks alone say. */
function verdictWithoutSentinel(all: ReturnType<typeof simulateNoise>): string {
  const [ratio] = plan.ratios;
  if (!ratio) throw new Error("the plan has no ratio");
  return judgeRatio(plan, ratio, all, { sentinelFailed: false, notMeasured: null }).verdict;
}

describe("the old errors, put back", () => {
  test("a fixed order of laps under a hog in step: always wrong, where only the sentinel objects", () => {
    const model = named("hog in step with turns");
    for (let seed = 0; seed < 20; seed++) {
      const fixed = simulateNoise(plan, { model, seed, rounds, effect: 0, order: "fixed laps" });
      expect(verdictWithoutSentinel(fixed)).toBe("slower");
      expect(ratioOf(judge(plan, fixed)).verdict).toBe("undecided");
      const random = simulateNoise(plan, { model, seed, rounds, effect: 0 });
      expect(isSided(verdictWithoutSentinel(random))).toBe(false);
    }
  });

  test("one arm's turns after the other's, under a hog at random: at least three times the spread", () => {
    const model = named("hog at random");
    for (let seed = 0; seed < 10; seed++) {
      const blocks = standardDeviation(sample(logsOf(model, seed, 0, 60, "one after the other")));
      const turns = standardDeviation(sample(logsOf(model, seed, 0, 60)));
      expect(blocks).toBeGreaterThan(3 * turns);
    }
  });

  test("the turns of one process for rounds: an error of 5 % misses far more often", () => {
    const model = named("two states of the compiler");
    const loose = planAB(["only"], { ...profiles.quick, claims: count(1), looks: [count(15)], spending: [1] });
    const missed = { turns: 0, rounds: 0 };
    for (let seed = 0; seed < 100; seed++) {
      const all = simulateNoise(loose, { model, seed, rounds: 15, effect: 0 });
      const { low, high } = ratioOf(judge(loose, all));
      if ((low ?? 0) > 1 || (high ?? 0) < 1) missed.rounds++;
      const [first] = all;
      const turnsOf = (id: string) => first?.contestants.find((each) => each.id === id)?.turns ?? [];
      const pairs = turnsOf("a").map((turn, place) => Math.log(turn / (turnsOf("b")[place] ?? Number.NaN)));
      const error = standardDeviation(sample(pairs)) / Math.sqrt(pairs.length);
      if (Math.abs(mean(sample(pairs))) > 2.04 * error) missed.turns++;
    }
    expect(missed.rounds).toBeLessThan(16);
    expect(missed.turns).toBeGreaterThan(30);
  });
});
