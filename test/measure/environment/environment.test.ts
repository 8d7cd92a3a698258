import { expect, test } from "vitest";
import { busyInOthersTurns } from "../../../kernel-lib/src/measure/arms/idle-limit.ts";
import { recordEnvironment } from "../../../kernel-lib/src/measure/environment/record-environment.ts";
import { environmentSchema } from "../../../kernel-lib/src/measure/samples/schemas.ts";
import { planAB, simulate } from "../simulated.ts";

test("the record names what this process runs on", async () => {
  const record = await recordEnvironment({
    python: "python3",
    placement: "all",
    flags: ["--expose-gc"],
    folder: import.meta.dirname,
    now: () => new Date(0),
  });
  expect(environmentSchema.parse(record)).toEqual(record);
  expect(record).toMatchObject({
    node: process.version,
    v8: process.versions.v8,
    recordedAt: "1970-01-01T00:00:00.000Z",
  });
  expect(record.python).toMatch(/^3\.\d+/);
  expect(record.clockStep).toBeGreaterThan(0);
});

test("an interpreter that is not there is null, not an error", async () => {
  const request = {
    python: "/nowhere/python",
    placement: "scheduler" as const,
    flags: [],
    folder: "/",
    now: () => new Date(0),
  };
  expect(await recordEnvironment(request)).toMatchObject({ python: null, git: null });
});

test("an arm that works in the others' turns is found, one that only wakes up is not", () => {
  const [round] = simulate(planAB(), { seed: 1, rounds: 1, effect: 0, spread: 0 });
  if (!round) throw new Error("there is no round");
  const idle = (share: number) => ({
    ...round,
    // Turns of 5 ms: three others make a lap of 15 ms.
    contestants: round.contestants.map((each, place) => ({
      ...each,
      turns: each.turns.map(() => 4.25e6),
      leadIns: each.leadIns.map(() => 0.75e6),
      idleCpu: place === 0 ? share : 0.005,
    })),
  });
  expect(busyInOthersTurns(idle(0.01))).toEqual([]);
  expect(busyInOthersTurns(idle(0.05))).toEqual(["a"]);
});
