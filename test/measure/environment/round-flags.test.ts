import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RoundEnvironment } from "../../../kernel-lib/src/measure/environment/environment.ts";
import { machineLevel } from "../../../kernel-lib/src/measure/environment/machine-level.ts";
import { isQuiet, roundFlagIds, roundFlags } from "../../../kernel-lib/src/measure/environment/round-flags.ts";
import { harnessShare } from "../../../kernel-lib/src/measure/verdict/harness-share.ts";
import { roundsSummary } from "../../../kernel-lib/src/measure/verdict/rounds-summary.ts";
import { planAB, simulate } from "../simulated.ts";

const memoryBytes = 8e9;
const machine = { memoryBytes, os: "Linux 6.1 x64" };
const calm: RoundEnvironment = {
  steal: 0,
  foreignCpu: 0.01,
  pressure: 0.2,
  involuntarySwitches: 4,
  spin: [1e6, 1.01e6],
  freeMemoryBytes: 4e9,
  clockDrift: 0.4,
  quiet: true,
};
const roundOf = (environment: Partial<RoundEnvironment> = {}, group = "x", core: number | null = 0) => ({
  group,
  core,
  seconds: 3,
  environment: { ...calm, ...environment },
});
const calmRounds = Array.from({ length: 9 }, () => roundOf());
const level = machineLevel(calmRounds, machine);

describe("flags of a round", () => {
  test("a calm round has none, whether it was recorded by this release or an older one", () => {
    expect(roundFlags(roundOf(), level)).toEqual([]);
    const told = { suspended: 3, memoryPressure: 0, majorFaults: 2, runnable: 2, serviceCpu: 0.9 };
    expect(roundFlags(roundOf(told), level)).toEqual([]);
  });

  test.each<[string, Partial<RoundEnvironment>]>([
    ["foreign-cpu", { foreignCpu: 0.06 }],
    ["steal", { steal: 0.02 }],
    ["pressure", { pressure: 0.3 }],
    ["slow-core", { spin: [1e6, 1.12e6] }],
    ["slow-core", { spin: [1.2e6, 1.2e6] }],
    ["clock-jump", { clockDrift: -5 }],
    ["clock-jump", { suspended: 60_000 }],
    ["low-memory", { freeMemoryBytes: 1e8 }],
    ["low-memory", { memoryPressure: 0.02 }],
    ["major-faults", { majorFaults: 100 }],
    ["untold", { steal: null, foreignCpu: null }],
  ])("%s by %o", (flag, environment) => {
    expect(roundFlags(roundOf(environment), level)).toEqual([flag]);
  });

  test("what macOS calls free memory says nothing", () => {
    const apple = machineLevel(calmRounds, { memoryBytes, os: "Darwin 25.1 arm64" });
    expect(roundFlags(roundOf({ freeMemoryBytes: 1e7 }), apple)).toEqual([]);
  });

  test("a core is held against itself, not against the other", () => {
    const rounds = [...calmRounds, roundOf({ spin: [2e6, 2e6] }, "x", 1)];
    const both = machineLevel(rounds, machine);
    expect(rounds.map((round) => roundFlags(round, both))).toEqual(rounds.map(() => []));
  });

  const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }));
  const anyEnvironment = fc.record({
    steal: share,
    foreignCpu: share,
    pressure: share,
    involuntarySwitches: fc.option(fc.nat()),
    spin: fc.tuple(fc.integer({ min: 1, max: 1e7 }), fc.integer({ min: 1, max: 1e7 })),
    freeMemoryBytes: fc.double({ min: 0, max: memoryBytes, noNaN: true }),
    clockDrift: fc.double({ min: -1e5, max: 1e5, noNaN: true }),
    quiet: fc.boolean(),
    suspended: fc.option(fc.double({ min: -10, max: 1e5, noNaN: true })),
    memoryPressure: share,
    majorFaults: fc.option(fc.nat()),
  });
  const anyRounds = fc.array(
    fc.record({
      group: fc.constantFrom("x", "y"),
      core: fc.constantFrom(null, 0, 1),
      seconds: fc.double({ min: 0.01, max: 60, noNaN: true }),
      environment: anyEnvironment,
    }),
    { minLength: 1, maxLength: 40 },
  );
  const seeded = { seed: 7, numRuns: 200 };

  test("property: each id at most once, in the stated order; quiet only where steal and foreign time are quiet", () => {
    fc.assert(
      fc.property(anyRounds, (rounds) => {
        const all = machineLevel(rounds, machine);
        for (const round of rounds) {
          const flags = roundFlags(round, all);
          expect(flags).toEqual(roundFlagIds.filter((id) => flags.includes(id)));
          if (flags.length === 0) expect(isQuiet(round.environment)).toBe(true);
        }
      }),
      seeded,
    );
  });

  test("property: at most half of a group's rounds are above its own level, and the fastest round of a core is never slow beside the others", () => {
    fc.assert(
      fc.property(anyRounds, (rounds) => {
        const all = machineLevel(rounds, machine);
        for (const group of ["x", "y"]) {
          const own = rounds.filter((round) => round.group === group);
          const above = own.filter((round) => roundFlags(round, all).includes("pressure"));
          expect(above.length).toBeLessThanOrEqual(own.length / 2);
        }
        for (const round of rounds) {
          const fastest = all.fastestSpin.get(round.core) ?? 0;
          const environment = { ...round.environment, spin: [fastest, fastest] as const };
          expect(roundFlags({ ...round, environment }, all)).not.toContain("slow-core");
        }
      }),
      seeded,
    );
  });

  test("property: more noise takes no flag away", () => {
    fc.assert(
      fc.property(anyEnvironment, fc.double({ min: 0, max: 1, noNaN: true }), (environment, more) => {
        const worse = {
          ...environment,
          steal: environment.steal === null ? null : environment.steal + more,
          foreignCpu: environment.foreignCpu === null ? null : environment.foreignCpu + more,
          pressure: environment.pressure === null ? null : environment.pressure + more,
          freeMemoryBytes: environment.freeMemoryBytes * (1 - more),
        };
        const before = roundFlags(roundOf(environment), level);
        expect(roundFlags(roundOf(worse), level)).toEqual(expect.arrayContaining([...before]));
      }),
      seeded,
    );
  });
});

test("the summary counts rounds by flag, and leaves none out", () => {
  const rounds = simulate(planAB(), { seed: 1, rounds: 10, effect: 0, spread: 0.01 }).map((round, place) => ({
    ...round,
    environment: {
      ...calm,
      ...(place < 3 ? { foreignCpu: 0.5 } : {}),
      ...(place === 2 || place === 7 ? { steal: 0.2 } : {}),
    },
  }));
  const summary = roundsSummary(rounds, machine);
  expect(summary).toMatchObject({ total: 10, quiet: 6, flags: { "foreign-cpu": 3, steal: 2 } });
});

test("the harness's share is what is neither warm-up nor turns, of the rounds that tell", () => {
  expect(harnessShare([])).toBeNull();
  expect(harnessShare([{ seconds: 3, workSeconds: null }])).toBeNull();
  expect(
    harnessShare([
      { seconds: 3, workSeconds: null },
      { seconds: 2, betweenSeconds: 0.5, workSeconds: 2 },
    ]),
  ).toBeCloseTo(0.2);
});
