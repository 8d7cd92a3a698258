import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { findPlacement } from "../../../kernel-lib/src/measure/arms/pinning.ts";
import { givenTo, startArm } from "../../../kernel-lib/src/measure/arms/start-arm.ts";
import { blindFold } from "../../../kernel-lib/src/measure/guards/blind-fold.ts";
import { exceeds } from "../../../kernel-lib/src/measure/guards/exceeds.ts";
import { findingsOfRound } from "../../../kernel-lib/src/measure/guards/findings-of-round.ts";
import { type ArmInspection, inspectArm } from "../../../kernel-lib/src/measure/guards/inspect-arm.ts";
import type { Inspection } from "../../../kernel-lib/src/measure/guards/inspection.ts";
import { judgeInspection } from "../../../kernel-lib/src/measure/guards/judge-inspection.ts";
import { unequalFlags } from "../../../kernel-lib/src/measure/guards/unequal-flags.ts";
import { random } from "../../../kernel-lib/src/measure/plan/random.ts";
import type { Round } from "../../../kernel-lib/src/measure/samples/round.ts";
import { describeLoop, loopPlan, shortLimits } from "../loop-plan.ts";
import { countFlags, type Looked, lookAtHonest, lookAtTraps } from "./count-flags.ts";

describe("one is more than a factor of the other", () => {
  test("at the limit itself noise decides hardly ever; beyond it always, whatever single bursts do", () => {
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.5, max: 3, noNaN: true }), (seed, factor) => {
        const chance = random(seed);
        const noisy = (size: number) =>
          Array.from({ length: 60 }, () => size * (1 + chance.next() / 5) * (chance.below(20) === 0 ? 8 : 1));
        expect(exceeds(noisy(100 * factor * 0.97), noisy(100), factor)).toBe(false);
        expect(exceeds(noisy(100 * factor * 1.4), noisy(100), factor)).toBe(true);
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  test("13 pairs say nothing, 14 that all agree do", () => {
    const pairs = (count: number) => exceeds(Array<number>(count).fill(3), Array<number>(count).fill(1), 2);
    expect(pairs(13)).toBe(false);
    expect(pairs(14)).toBe(true);
  });
});

const many = (value: number) => Array<number>(40).fill(value);
const sound: Inspection = {
  times: { dearCalls: false, calls: 1_000, halves: many(100_000), whole: many(100_000), empty: many(0.6) },
  copies: { same: many(100), fresh: many(120) },
  visits: { how: "unseen", first: many(500), again: many(300) },
  drains: [{ stretch: 15, calls: 1_000, after: 0.2, before: 0.15, still: 0.1, waited: 5, pending: 0 }],
  memory: { calls: [1_000, 2_000, 4_000], bytes: [5e6, 5.01e6, 5e6] },
  changedInputs: [],
  changedBody: false,
  replaced: [],
  helpers: { threads: 0, processes: 0 },
  runtime: { node: "v26" },
};
const guardsOf = (seen: Partial<Inspection>, caches = false) =>
  judgeInspection({ ...sound, ...seen }, { caches }).map(({ guard, voids }) => `${guard}${voids ? "!" : ""}`);

describe("judging is a pure function of what was measured", () => {
  const times = sound.times ?? expect.unreachable();
  test.each<[string, Partial<Inspection>, readonly string[]]>([
    ["nothing", {}, []],
    [
      "nothing, where nothing could be looked at",
      { times: null, copies: null, visits: null, memory: null, drains: [] },
      [],
    ],
    ["work once a stretch", { times: { ...times, whole: many(90_000) } }, ["not-linear!"]],
    ["5 % less is within the tolerance", { times: { ...times, whole: many(95_100) } }, []],
    ["work that grows in a stretch", { times: { ...times, whole: many(111_000) } }, ["not-linear!"]],
    ["less than the loop", { times: { ...times, halves: many(4_000), whole: many(4_000) } }, ["below-resolution!"]],
    [
      "12 ns beside a slow loop",
      { times: { ...times, halves: many(24_000), whole: many(24_000), empty: many(4) } },
      [],
    ],
    ["identity", { copies: { same: many(100), fresh: many(160) } }, ["same-objects"]],
    ["kept results", { visits: { how: "unseen", first: many(5_000), again: many(90) } }, ["keeps-results"]],
    ["late", { drains: [{ ...drain(), after: 3 }] }, ["late-work!"]],
    ["pending", { drains: [{ ...drain(), pending: 1_000 }] }, ["late-work!"]],
    ["late once of twice", { drains: [{ ...drain(), after: 3 }, drain()] }, []],
    ["spinning", { drains: [{ ...drain(), still: 5 }] }, ["never-still!"]],
    ["growing", { memory: { calls: [1_000, 2_000, 4_000], bytes: [5e6, 5.1e6, 5.3e6] } }, ["grows"]],
    ["replaced", { replaced: ["performance.now"] }, ["tampers!"]],
    ["helpers", { helpers: { threads: 1, processes: 0 } }, ["helpers"]],
    ["another body", { changedBody: true }, ["changes-body!"]],
    ["changed inputs", { changedInputs: ["input 3"] }, ["changes-inputs!"]],
  ])("%s", (_, seen, expected) => {
    expect(guardsOf(seen)).toEqual(expected);
  });

  test("an arm that declares its cache is not told of it", () => {
    expect(guardsOf({ visits: { how: "unseen", first: many(5_000), again: many(90) } }, true)).toEqual([]);
  });

  test.each<[string, readonly number[], boolean]>([
    ["a constant", [7, 7, 7, 7], true],
    ["three of four alike", [7, 7, 7, 8], true],
    ["half alike", [7, 7, 8, 9], false],
    ["all different", [1, 2, 3, 4], false],
  ])("folds: %s", (_, folds, blind) => {
    const expected = ["a", "b", "c", "d"];
    const file = { schema: 1, case: "x", delivery: "as-is", setup: null, inputs: expected, expected, folds } as const;
    expect(blindFold(file).length === 1).toBe(blind);
    // Equal answers may well fold alike.
    expect(blindFold({ ...file, expected: expected.map(() => "same"), folds: folds.map(() => 7) })).toEqual([]);
  });

  test("flags are compared where both sides have them", () => {
    const runtime = { node: "v26", priority: "0" };
    expect(
      unequalFlags([
        { id: "a", runtime },
        { id: "b", runtime },
        { id: "c", runtime: { python: "3" } },
      ]),
    ).toEqual([]);
    expect(
      unequalFlags([
        { id: "a", runtime },
        { id: "b", runtime: { ...runtime, priority: "-5" } },
      ]),
    ).toEqual([{ guard: "unequal-flags", text: 'priority differs: 0 in "a"; -5 in "b"', voids: true }]);
  });

  test("a round shows who was busy in others' turns, and who printed", () => {
    const contestant = (id: string, idleCpu: number) => ({ id, idleCpu, turns: [5e6, 5e6], leadIns: [1e6, 1e6] });
    const round = { contestants: [contestant("busy", 0.5), contestant("still", 0.005)] } as unknown as Round;
    const found = findingsOfRound(round, { still: 120, busy: 0 });
    expect([...found].map(([id, findings]) => [id, findings.map(({ guard }) => guard)])).toEqual([
      ["busy", ["busy-in-others-turns"]],
      ["still", ["prints"]],
    ]);
  });
});

function drain() {
  return sound.drains[0] ?? expect.unreachable();
}

describe("arms in their processes", () => {
  const placement = findPlacement();
  let cases = "";
  beforeAll(() => {
    cases = mkdtempSync(join(tmpdir(), "kernel-lib-inspect-"));
    return () => rmSync(cases, { recursive: true, force: true });
  });

  async function inspected(arm: string, at: string): Promise<ArmInspection> {
    const description = await describeLoop(cases);
    const plan = loopPlan(description, { arms: ["one", "promises", "python"], cases: [at] });
    const starter = { plan, cases, placement, python: "python3", limits: shortLimits, services: {} };
    const process = startArm(starter, { arm, case: at }, placement.cores[0] ?? null, 0);
    onTestFinished(() => process.kill());
    await process.request({ do: "prepare", ...givenTo(starter, { arm, case: at }) });
    await process.request({ do: "check" });
    const { perCall } = await process.request({ do: "warm-up", turn: 1, atLeast: 20, atMost: 100 });
    const inspection = await inspectArm(process, { perCall, seed: 1 });
    // What is measured afterwards is what was measured before.
    await process.request({ do: "turn", leadIn: 3, calls: 50 });
    return inspection;
  }

  test("sound ones pass in every delivery and language, and still take turns", async () => {
    for (const [arm, at] of [
      ["one", "integers"],
      ["one", "split-fresh"],
      ["one", "split-cut"],
      ["promises", "integers"],
      ["python", "integers"],
      ["python", "split-fresh"],
    ] as const) {
      const { findings, runtime } = await inspected(arm, at);
      expect(findings, `${arm} at ${at}`).toEqual([]);
      expect(runtime[arm === "python" ? "python" : "node"]).toBeDefined();
    }
  });
});

describe("the corpus", () => {
  const named = (looked: readonly Looked[]) =>
    looked.map(({ arm, case: at, guards, texts }) => ({ arm, at, guards, texts }));

  // As in a job, what surprises is looked at again, by another process: beside these tests others load the machine.
  test("every trap is flagged by the guard that is meant for it", async () => {
    const looked = await lookAtTraps();
    const missed = looked.filter(({ guards, expected }) => !guards.includes(expected ?? ""));
    const again = await Promise.all([...new Set(missed.map(({ arm }) => arm))].map((arm) => lookAtTraps(arm)));
    const still = again.flat().filter(({ guards, expected }) => !guards.includes(expected ?? ""));
    expect(named(still)).toEqual([]);
    expect(missed.length).toBeLessThanOrEqual(3);
    expect(countFlags(looked).traps).toBeGreaterThanOrEqual(25);
  }, 180_000);

  // All of them with the long tests.
  test("no honest operation is flagged, of every third", async () => {
    const looked = await lookAtHonest({ every: 3 });
    const flagged = looked.filter(({ guards }) => guards.length > 0);
    const again = await Promise.all(
      [...new Set(flagged.map((each) => each.case))].map((at) => lookAtHonest({ only: at })),
    );
    expect(named(again.flat().filter(({ guards }) => guards.length > 0))).toEqual([]);
    expect(flagged.length).toBeLessThanOrEqual(2);
    expect(countFlags(looked).honest).toBeGreaterThanOrEqual(17);
  }, 180_000);
});
