import fc from "fast-check";
import { expect, test } from "vitest";
import { callsPerTurn } from "../../../kernel-lib/src/measure/arms/calls-per-turn.ts";
import { parseCores } from "../../../kernel-lib/src/measure/arms/pinning.ts";
import { turnOrder } from "../../../kernel-lib/src/measure/arms/turn-order.ts";
import { random } from "../../../kernel-lib/src/measure/plan/random.ts";

test("every contestant is as often first as last, and once in each lap", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 32 }),
      fc.integer(),
      (contestants, pairs, seed) => {
        const laps = turnOrder(contestants, 2 * pairs, random(seed));
        expect(laps).toHaveLength(2 * pairs);
        for (let place = 0; place < contestants; place++) {
          const first = laps.filter((lap) => lap[0] === place).length;
          expect(laps.filter((lap) => lap.at(-1) === place)).toHaveLength(first);
          expect(laps.every((lap) => lap.filter((each) => each === place).length === 1)).toBe(true);
        }
      },
    ),
  );
});

test("the same seed gives the same order, another another", () => {
  const order = (seed: number) => JSON.stringify(turnOrder(3, 64, random(seed, "group", 0)));
  expect(order(1)).toBe(order(1));
  expect(order(1)).not.toBe(order(2));
});

test("random numbers are even: 10,000 draws below 10", () => {
  const chance = random("even");
  const seen = Array.from({ length: 10 }, () => 0);
  for (let draw = 0; draw < 10_000; draw++) {
    const place = chance.below(10);
    seen[place] = (seen[place] ?? 0) + 1;
  }
  // Binomial(10,000, 0.1): 30 is its standard deviation.
  for (const times of seen) expect(Math.abs(times - 1000)).toBeLessThan(150);
});

test("contestants of like speed do equally many calls, others fill the same time", () => {
  const calls = callsPerTurn(
    [
      { perCall: 100, work: 1 },
      { perCall: 120, work: 1 },
      { perCall: 104, work: 1.03 },
      { perCall: 1000, work: 1 },
    ],
    5e6,
    0.15,
  );
  const [a, b, plus, slow] = calls;
  expect(a).toEqual(b);
  expect(plus?.leadIn).toBe(a?.leadIn);
  expect(plus?.done).toBe(Math.round((a?.done ?? 0) * 1.03));
  expect((plus?.done ?? 0) / (plus?.reported ?? 1)).toBeCloseTo(1.03, 12);
  expect((slow?.done ?? 0) + (slow?.leadIn ?? 0)).toBe(5000);
});

test("a call that is longer than a turn is done once, with no lead-in", () => {
  expect(callsPerTurn([{ perCall: 1e9, work: 1 }], 5e6, 0.15)).toEqual([{ leadIn: 0, done: 1, reported: 1 }]);
});

test("lists of cores", () => {
  expect(parseCores("0-2,5\n")).toEqual([0, 1, 2, 5]);
  expect(parseCores("3")).toEqual([3]);
  expect(parseCores("")).toEqual([]);
});
