import { describe, expect, test } from "vitest";
import { random } from "../../../kernel-lib/src/measure/plan/random.ts";
import type { ContestantSample, Round } from "../../../kernel-lib/src/measure/samples/round.ts";
import { judge, planAB, ratioOf, simulate } from "../simulated.ts";

const plan = planAB();

/** Rounds in which the contestants' turns are multiplied by what `slow` says of a round and a turn. */
function slowed(
  rounds: readonly Round[],
  slow: (id: string, round: number, turn: number, turns: number) => number,
): readonly Round[] {
  const change = (contestant: ContestantSample, round: number): ContestantSample => ({
    ...contestant,
    turns: contestant.turns.map((turn, at) => turn * slow(contestant.id, round, at, contestant.turns.length)),
  });
  return rounds.map((round) => ({
    ...round,
    contestants: round.contestants.map((each) => change(each, round.number)),
  }));
}

describe("bimodal arms are named", () => {
  const states = (seed: number, ids: readonly string[], rounds: number, effect = 0) => {
    const chance = random("states", seed);
    const state = new Map<string, number>();
    for (let round = 0; round < rounds; round++)
      for (const id of ["a", "b", "a+again", "a+3%"]) state.set(`${id}/${round}`, chance.next() < 0.3 ? 1.9 : 1);
    return slowed(simulate(plan, { seed, rounds, effect, spread: 0.005 }), (id, round) =>
      ids.includes(id) ? (state.get(`${id}/${round}`) ?? 1) : 1,
    );
  };

  test("30 % of the processes of one arm 1.9x slower: which arm, how many, how much; no verdict from few rounds", () => {
    const named = Array.from({ length: 100 }, (_, seed) => ratioOf(judge(plan, states(seed, ["b"], 20))));
    const found = named.filter(({ mixture }) => mixture?.arm === "b");
    expect(found.length).toBeGreaterThanOrEqual(95);
    for (const { mixture } of found) expect(mixture?.of).toBe(20);
    const factors = found.map(({ mixture }) => Math.max(mixture?.times ?? 1, 1 / (mixture?.times ?? 1)));
    for (const factor of factors) expect(factor).toBeCloseTo(1.9, 1);
  });

  test("both equal arms have the two speeds: named in at least 95 %, decided for a side in none of 200", () => {
    const all = Array.from({ length: 200 }, (_, seed) => ratioOf(judge(plan, states(seed, ["a", "b"], 27))));
    expect(all.filter(({ mixture }) => mixture !== null).length).toBeGreaterThanOrEqual(190);
    expect(all.filter(({ verdict }) => verdict === "faster" || verdict === "slower")).toEqual([]);
    const open = all.filter(({ verdict, reason }) => verdict === "undecided" && reason !== "sentinel failed");
    expect(open.length).toBeGreaterThan(20);
    expect(open.filter(({ reason }) => reason === "bimodal").length).toBeGreaterThanOrEqual(0.95 * open.length);
  });

  test("a verdict that the mixture leaves clear stands, and the mixture is named beside it", () => {
    const ratio = ratioOf(judge(plan, states(3, ["b"], 40, Math.log(0.1))));
    expect(ratio).toMatchObject({ verdict: "faster", mixture: { arm: "b" } });
  });

  test("a neighbour that slows whole rounds is no mixture", () => {
    const rounds = slowed(simulate(plan, { seed: 4, rounds: 40, effect: 0, spread: 0.005 }), (_id, round) =>
      round % 3 === 0 ? 1.6 : 1,
    );
    expect(ratioOf(judge(plan, rounds))).toMatchObject({ verdict: "no difference", mixture: null, drift: null });
  });

  test("one slow start of a control's process does not lift the floor of its kind", () => {
    const rounds = slowed(simulate(plan, { seed: 5, rounds: 15, effect: Math.log(1.1), spread: 0.003 }), (id, round) =>
      id === "a+again" && round === 7 ? 1.65 : 1,
    );
    const result = judge(plan, rounds);
    expect(result.sentinels[0]?.floor).toBeLessThan(0.01);
    expect(ratioOf(result)).toMatchObject({ verdict: "slower", margin: 0.01 });
  });
});

describe("a ratio that changes while the processes run is named", () => {
  const drifting = (size: number, ids: readonly string[]) =>
    slowed(simulate(plan, { seed: 6, rounds: 20, effect: 0, spread: 0.003 }), (id, _round, turn, turns) =>
      ids.includes(id) ? 1 + (size * turn) / (turns - 1) : 1,
    );

  test("one arm that slows down by a tenth", () => {
    const { drift } = ratioOf(judge(plan, drifting(0.1, ["b"])));
    // b's second half is slower, so a over b was larger in the first.
    expect(drift?.ratio).toBeGreaterThan(1.03);
    expect(drift?.low).toBeGreaterThan(1.01);
  });

  test("both arms alike: no drift of the ratio", () => {
    expect(ratioOf(judge(plan, drifting(0.1, ["a", "b", "a+again", "a+3%"]))).drift).toBeNull();
  });

  test("equal arms are called drifting in at most 1 of 200", () => {
    const called = Array.from({ length: 200 }, (_, seed) =>
      ratioOf(judge(plan, simulate(plan, { seed, rounds: 15, effect: 0, spread: 0.01, tail: 0.02 }))),
    ).filter(({ drift }) => drift !== null);
    expect(called.length).toBeLessThanOrEqual(1);
  });
});
