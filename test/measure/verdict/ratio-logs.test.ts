import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ContestantSample, Round } from "../../../kernel-lib/src/measure/samples/round.ts";
import { driftOf } from "../../../kernel-lib/src/measure/verdict/drift-of.ts";
import { mixtureOf } from "../../../kernel-lib/src/measure/verdict/mixture-of.ts";
import { type RatioLogs, ratioLogs } from "../../../kernel-lib/src/measure/verdict/ratio-logs.ts";
import { timePerCall } from "../../../kernel-lib/src/measure/verdict/time-per-call.ts";
import { judge, planAB, ratioOf, simulate } from "../simulated.ts";

const [plain] = simulate(planAB(), { seed: 1, rounds: 1, effect: 0, spread: 0 });
const [some] = plain?.contestants ?? [];

type Parts = Pick<ContestantSample, "turns"> &
  Partial<Pick<ContestantSample, "waits" | "pauses" | "leadInPauses" | "calls">>;

function contestant(id: string, parts: Parts): ContestantSample {
  if (some === undefined) throw new Error("the simulation is empty");
  return { ...some, id, calls: 100, waits: null, pauses: parts.turns.map(() => 0), ...parts };
}

function round(a: Parts, b: Parts): Round {
  if (plain === undefined) throw new Error("the simulation is empty");
  return { ...plain, contestants: [contestant("a", a), contestant("b", b)] };
}

/** The three logs of one round. */
function logsOf(a: Parts, b: Parts) {
  const { means, medians, wholes } = ratioLogs([round(a, b)], "a", "b");
  return { mean: means[0] ?? Number.NaN, median: medians[0] ?? Number.NaN, whole: wholes[0] ?? Number.NaN };
}

const LAPS = 40;
const even = (value: number, change: (place: number) => number = () => 0) =>
  Array.from({ length: LAPS }, (_, place) => value + change(place));
/** `size` at one place of ten. */
const everyTenth = (size: number) => (place: number) => (place % 10 === 3 ? size : 0);

describe("what hits single turns", () => {
  test("is left out of work, in up to a twentieth of the laps at either end; plain means have it", () => {
    const hit = even(1_000, (place) => (place === 3 || place === 17 ? 11_000 : 0));
    const { mean, median, whole } = logsOf({ turns: hit }, { turns: even(500) });
    expect(mean).toBeCloseTo(Math.log(2), 12);
    expect(median).toBeCloseTo(Math.log(2), 12);
    expect(whole).toBeCloseTo(Math.log((LAPS * 1_000 + 22_000) / (LAPS * 500)), 12);
  });

  test("is not, where it comes in more laps: that is the arm's own", () => {
    const { mean } = logsOf({ turns: even(1_000, everyTenth(1_000)) }, { turns: even(1_000) });
    // Four of 40 laps have it, two are left out; of the others two at the other end.
    expect(mean).toBeCloseTo(Math.log((34 * 1_000 + 2 * 2_000) / (36 * 1_000)), 12);
  });

  test("is in all estimates where collections are not known of one arm: one might have been it", () => {
    const hit = even(1_000, (place) => (place === 3 ? 11_000 : 0));
    const { mean, whole } = logsOf({ turns: hit }, { turns: even(1_000), pauses: null });
    expect(mean).toBeCloseTo(Math.log(51 / 40), 12);
    expect(whole).toBeCloseTo(mean, 12);
  });
});

describe("an arm's own collections", () => {
  const pauses = even(0, (place) => (place === 5 ? 8_000 : 0));
  const turns = even(1_000, (place) => (place === 5 ? 8_000 : 0));

  test("count in full, however few", () => {
    const { mean, median, whole } = logsOf({ turns, pauses }, { turns: even(1_000) });
    const truth = Math.log((LAPS * 1_000 + 8_000) / (LAPS * 1_000));
    expect(mean).toBeCloseTo(truth, 12);
    expect(whole).toBeCloseTo(truth, 12);
    expect(median).toBeCloseTo(truth, 3);
    expect(timePerCall(contestant("a", { turns, pauses }))).toBeCloseTo((1_000 + 200) / 100, 10);
  });

  test("count with those of the lead-ins, over the calls of both: which calls pay is chance", () => {
    // A lead-in of 20 calls before each 100.
    const leadInPauses = { calls: LAPS * 20, nanoseconds: 1_600 };
    const { mean } = logsOf({ turns, pauses, leadInPauses }, { turns: even(1_000) });
    expect(mean).toBeCloseTo(Math.log((1_000 + (8_000 + 1_600) / (LAPS * 1.2)) / 1_000), 12);
  });

  test("were kept waiting as much as the rest of their turn", () => {
    const waits = turns.map((turn) => turn / 2);
    const doubled = { turns: turns.map((turn) => turn), pauses, waits };
    const { mean } = logsOf(doubled, { turns: even(1_000), waits: even(500) });
    expect(mean).toBeCloseTo(Math.log(1.2), 12);
  });

  test("in turns that were nothing else, leave something to compare", () => {
    const all = { turns: even(1_000), pauses: even(1_000) };
    const { mean, median, whole } = logsOf(all, { turns: even(1_000), pauses: even(1_000) });
    for (const log of [mean, median, whole]) expect(log).toBeCloseTo(0, 12);
  });
});

test("exchanging the arms changes the sign of all three, and no more", () => {
  const turn = fc.record({
    work: fc.double({ min: 1, max: 100, noNaN: true }),
    pause: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 100, noNaN: true })),
    wait: fc.double({ min: 0, max: 0.9, noNaN: true }),
  });
  const arm = fc.record({
    calls: fc.integer({ min: 1, max: 1e6 }),
    turns: fc.array(turn, { minLength: 45, maxLength: 45 }),
  });
  const parts = ({
    calls,
    turns,
  }: {
    calls: number;
    turns: readonly { work: number; pause: number; wait: number }[];
  }) => ({
    calls,
    turns: turns.map(({ work, pause }) => work + pause),
    pauses: turns.map(({ pause }) => pause),
    waits: turns.map(({ work, pause, wait }) => wait * (work + pause)),
  });
  fc.assert(
    fc.property(arm, arm, (a, b) => {
      const one = logsOf(parts(a), parts(b));
      const other = logsOf(parts(b), parts(a));
      for (const name of ["mean", "median", "whole"] as const) expect(one[name] + other[name]).toBeCloseTo(0, 9);
    }),
    { seed: 1 },
  );
});

describe("what is left out and is an arm's own", () => {
  /** Arm b is slow in one lap of forty, in every round. */
  const rareIn = (slow: number, effect = 0) =>
    simulate(planAB(), { seed: 3, rounds: 27, effect, spread: 0.002 }).map((each) => ({
      ...each,
      contestants: each.contestants.map((one) => {
        const [turn = 1] = one.turns;
        const turns = even(turn, (place) => (place === (11 * each.number) % LAPS && one.id === "b" ? slow * turn : 0));
        return { ...one, turns, pauses: even(0) };
      }),
    }));

  test("lets nothing be decided that it contradicts", () => {
    const ratio = ratioOf(judge(planAB(), rareIn(1)));
    expect(ratio).toMatchObject({ verdict: "undecided", reason: "estimators disagree" });
    expect(ratio.ratio).toBeCloseTo(1, 2);
    expect(ratio.plain?.ratio).toBeCloseTo(40 / 41, 2);
    expect(ratioOf(judge(planAB(), rareIn(0)))).toMatchObject({ verdict: "no difference" });
  });

  test("stops no decision that it allows", () => {
    expect(ratioOf(judge(planAB(), rareIn(1, -0.5)))).toMatchObject({ verdict: "faster" });
  });

  test("drift and two speeds are looked for in the same estimates", () => {
    const all = rareIn(0).filter(({ group }) => group === "only");
    expect(mixtureOf(all, "a", "b")).toBeNull();
    expect(driftOf(all, "a", "b", 0.01)).toBeNull();
  });
});

test("all three have a value for every round in which both took part", () => {
  const rounds = simulate(planAB(), { seed: 1, rounds: 9, effect: 0, spread: 0.01 });
  const missing = rounds.map((each, place) => ({ ...each, contestants: each.contestants.slice(place === 4 ? 1 : 0) }));
  const lengths = ({ means, medians, wholes }: RatioLogs) => [means.length, medians.length, wholes.length];
  expect(lengths(ratioLogs(rounds, "a", "b"))).toEqual([9, 9, 9]);
  expect(lengths(ratioLogs(missing, "a", "b"))).toEqual([8, 8, 8]);
});
