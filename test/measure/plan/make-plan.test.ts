import { describe, expect, test } from "vitest";
import { count } from "../../../kernel-lib/src/base/units.ts";
import type { FamilyDescription } from "../../../kernel-lib/src/measure/plan/family-description.ts";
import { makePlan } from "../../../kernel-lib/src/measure/plan/make-plan.ts";
import { profiles } from "../../../kernel-lib/src/measure/plan/profiles.ts";

const description: FamilyDescription = {
  family: "router",
  title: "Routing",
  operation: "lookup",
  familyFile: "/lab/router.ts",
  arms: ["ours", "fast", "slow"].map((name) => ({ name, language: "typescript" })),
  cases: [
    { name: "small", title: "Small", kind: "cpu", delivery: "fresh", data: "1", inputs: 3 },
    { name: "large", title: "Large", kind: "cpu", delivery: "fresh", data: "2", inputs: 3 },
    { name: "rows", title: "Rows", kind: "allocation", delivery: "as-is", data: "3", inputs: 3 },
  ],
  scenarios: [],
  postgres: null,
  ratios: [
    { case: "small", arm: "ours", against: "fast", headline: true },
    { case: "small", arm: "ours", against: "slow" },
    { case: "large", arm: "ours", against: "ours", againstCase: "small", headline: true },
    { case: "rows", arm: "fast", against: "slow", headline: true },
  ],
  inputs: { "router.ts": "abc" },
  folder: "/nowhere",
};
const plan = makePlan({ description, profile: profiles.quick, seed: 7 });

describe("groups", () => {
  test("one a case that has ratios, with the contestants that they need and one sentinel a kind", () => {
    expect(plan.groups).toEqual([
      {
        name: "small",
        contestants: [
          { id: "ours", arm: "ours", case: "small", work: 1 },
          { id: "fast", arm: "fast", case: "small", work: 1 },
          { id: "ours+again", arm: "ours", case: "small", work: 1 },
          { id: "ours+3%", arm: "ours", case: "small", work: 1.03 },
        ],
      },
      {
        name: "large",
        contestants: [
          { id: "ours", arm: "ours", case: "large", work: 1 },
          { id: "ours@small", arm: "ours", case: "small", work: 1 },
        ],
      },
      {
        name: "rows",
        contestants: [
          { id: "fast", arm: "fast", case: "rows", work: 1 },
          { id: "slow", arm: "slow", case: "rows", work: 1 },
          { id: "fast+again", arm: "fast", case: "rows", work: 1 },
          { id: "fast+3%", arm: "fast", case: "rows", work: 1.03 },
        ],
      },
    ]);
    expect(plan.sentinels).toEqual([
      { kind: "cpu", group: "small", base: "ours", again: "ours+again", plus: "ours+3%", known: 1.03 },
      { kind: "allocation", group: "rows", base: "fast", again: "fast+again", plus: "fast+3%", known: 1.03 },
    ]);
  });

  test("claims have ids of their own, margins by kind", () => {
    expect(plan.ratios).toMatchObject([
      { claim: "router/small/fast", margin: 0.01 },
      { claim: "router/large/ours@small", margin: 0.01, arm: "ours", against: "ours@small" },
      { claim: "router/rows/fast-vs-slow", margin: 0.03 },
    ]);
  });

  test("the source lane takes every arm and case", () => {
    expect(plan.source).toHaveLength(9);
  });
});

describe("what is chosen", () => {
  test("claim takes all ratios, source none", () => {
    expect(makePlan({ description, profile: profiles.claim, seed: 1 }).ratios).toHaveLength(4);
    expect(makePlan({ description, profile: profiles.source, seed: 1 })).toMatchObject({ ratios: [], groups: [] });
  });

  test("cases and opponents by name; then also ratios that are no headline", () => {
    const chosen = makePlan({ description, profile: profiles.quick, seed: 1, cases: ["small"], against: ["slow"] });
    expect(chosen.ratios).toMatchObject([{ claim: "router/small/slow" }]);
    expect(chosen.arms.map(({ name }) => name)).toEqual(["ours", "slow"]);
    expect(chosen.profile.claims).toBe(24);
  });

  test.each([
    [{ cases: ["smal"] }, "unknown-case", 'family "router" has no case "smal"'],
    [{ against: ["fats"] }, "unknown-arm", 'family "router" has no arm "fats"'],
    [{ profile: { ...profiles.quick, claims: count(2) } }, "too-many-claims", "3 ratios"],
  ])("%o is refused", (change, code, message) => {
    const make = () => makePlan({ description, profile: profiles.quick, seed: 1, ...change });
    expect(make).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });
});

describe("scenarios", () => {
  const load = { paths: ["/"], connections: 4, rate: 100, seconds: 20, warmUpSeconds: 2 };
  const metrics = [{ name: "size", title: "Size", unit: "B", better: "lower", definition: "How large." }] as const;
  const scenario = { title: "S", metrics, data: "4" };
  const some: FamilyDescription = {
    ...description,
    cases: description.cases.map((each) => ({ ...each, iterations: 1000 })),
    scenarios: [
      { ...scenario, name: "core", arms: ["ours", "fast", "slow"] },
      { ...scenario, name: "served", arms: ["slow", "fast"], load, runs: 1 },
    ],
    postgres: { schema: "create table t ()" },
  };

  test("take their runs from themselves or the profile, and smoke cuts runs, loads and iterations", () => {
    const of = (name: "quick" | "claim" | "smoke") => makePlan({ description: some, profile: profiles[name], seed: 1 });
    expect(of("claim").scenarios).toMatchObject([{ runs: 5 }, { runs: 1, load: { seconds: 20, warmUpSeconds: 2 } }]);
    expect(of("quick").scenarios).toMatchObject([{ runs: 3 }, { runs: 1, load: { seconds: 10, warmUpSeconds: 2 } }]);
    expect(of("smoke").scenarios).toMatchObject([{ runs: 1 }, { runs: 1, load: { seconds: 1, warmUpSeconds: 1 } }]);
    expect(of("quick").cases[0]?.iterations).toBe(1000);
    expect(of("smoke").cases[0]?.iterations).toBe(100);
    expect(of("quick").postgres).toEqual({ schema: "create table t ()" });
  });

  test("are chosen by name as cases are; against leaves the first arm and those named", () => {
    const make = (change: object) => makePlan({ description: some, profile: profiles.quick, seed: 1, ...change });
    expect(make({ cases: ["core"] })).toMatchObject({ cases: [], groups: [], scenarios: [{ name: "core" }] });
    const against = make({ against: ["fast"] });
    expect(against.scenarios.map(({ name, arms }) => [name, arms])).toEqual([
      ["core", ["ours", "fast"]],
      ["served", ["slow", "fast"]],
    ]);
    expect(against.arms.map(({ name }) => name)).toEqual(["ours", "fast", "slow"]);
  });

  test("and the schema of the family's database are in the hash", () => {
    const hashOf = (change: object) =>
      makePlan({ description: { ...some, ...change }, profile: profiles.quick, seed: 1 }).hash;
    expect(new Set([hashOf({}), hashOf({ scenarios: [] }), hashOf({ postgres: null })]).size).toBe(3);
  });
});

describe("the hash", () => {
  test("is the same for the same plan and another for any other", () => {
    const make = (change: object) => makePlan({ description, profile: profiles.quick, seed: 7, ...change }).hash;
    expect(make({})).toBe(plan.hash);
    const others = [
      make({ seed: 8 }),
      make({ profile: profiles.claim }),
      make({ inputs: { lockfile: "def" } }),
      make({ cases: ["small"] }),
    ];
    expect(new Set([plan.hash, ...others]).size).toBe(5);
  });
});

test("spending sums to 1 and looks rise, in every profile", () => {
  for (const { spending, looks } of Object.values(profiles)) {
    expect(spending.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(spending).toHaveLength(looks.length);
    expect([...looks].sort((a, b) => a - b)).toEqual(looks);
    expect(2 / 2 ** (looks[0] ?? 0)).toBeLessThan(looks.length === 1 ? 1 : (0.1 * 0.05) / 60);
  }
});

test("a plan of some cases or peers says so", () => {
  expect(plan.part).toBeUndefined();
  expect(makePlan({ description, profile: profiles.quick, seed: 7, cases: ["small"] }).part).toBe(true);
  expect(makePlan({ description, profile: profiles.quick, seed: 7, against: ["fast"] }).part).toBe(true);
});

describe("a profile with few arms", () => {
  const peers = ["a", "b", "c", "d", "e"];
  const wide: FamilyDescription = {
    ...description,
    arms: ["ours", ...peers].map((name) => ({ name, language: "typescript" })),
    scenarios: ["first", "second"].map((name) => ({
      name,
      title: name,
      arms: ["ours", ...peers],
      metrics: [],
      data: "4",
    })),
    ratios: [{ case: "small", arm: "ours", against: "d", headline: true }],
  };
  const few = makePlan({ description: wide, profile: { ...profiles.smoke, armsAtMost: count(3) }, seed: 7 });
  const armsAt = (at: string) => few.source.filter((each) => each.case === at).map(({ arm }) => arm);

  test("takes the first and those of ratios at each case, and the others by turns", () => {
    expect(["small", "large", "rows"].map(armsAt)).toEqual([
      ["ours", "a", "d"],
      ["ours", "c", "d"],
      ["ours", "a", "e"],
    ]);
    expect(few.scenarios.map(({ arms }) => arms)).toEqual([
      ["ours", "a", "b"],
      ["ours", "c", "d"],
    ]);
  });

  test("says of each that it leaves out that it is not measured, and why", () => {
    expect(few.notMeasured).toHaveLength(3 * 6 + 2 * 6 - 3 * 3 - 2 * 3);
    expect(few.notMeasured).toContainEqual({
      arm: "e",
      case: "second",
      reason: "profile smoke takes at most 3 arms at a case",
      cannotHold: true,
    });
  });

  test("takes all that ratios need, however many", () => {
    const ratios = peers.map((against) => ({ case: "small", arm: "ours", against, headline: true }));
    const all = makePlan({ description: { ...wide, ratios }, profile: profiles.smoke, seed: 7, cases: ["small"] });
    expect(all.source.map(({ arm }) => arm)).toEqual(["ours", ...peers]);
    expect(all.notMeasured).toEqual([]);
  });

  test("no other profile leaves any out", () => {
    for (const profile of [profiles.quick, profiles.source, profiles.claim])
      expect(makePlan({ description: wide, profile, seed: 7 }).notMeasured).toEqual([]);
  });
});
