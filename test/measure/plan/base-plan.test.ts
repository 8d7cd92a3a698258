import { describe, expect, test } from "vitest";
import { count } from "../../../kernel-lib/src/base/units.ts";
import { type BasePlanRequest, basePlan } from "../../../kernel-lib/src/measure/plan/base-plan.ts";
import type { FamilyDescription } from "../../../kernel-lib/src/measure/plan/family-description.ts";
import { profiles } from "../../../kernel-lib/src/measure/plan/profiles.ts";

const ours: FamilyDescription = {
  family: "router",
  title: "Routing",
  operation: "lookup",
  familyFile: "/lab/router.ts",
  arms: [
    { name: "peer", language: "typescript", functions: ["prepare"] },
    { name: "ours", label: "Ours", language: "typescript", functions: ["prepare"] },
    { name: "python", language: "python", script: "/lab/router.py" },
    { name: "server", language: "typescript", functions: ["serve"] },
  ],
  cases: [
    { name: "small", title: "Small", kind: "cpu", delivery: "fresh", data: "1", inputs: 3 },
    { name: "large", title: "Large", kind: "cpu", delivery: "fresh", data: "2", inputs: 3 },
    { name: "rows", title: "Rows", kind: "allocation", delivery: "as-is", data: "3", inputs: 3, arms: ["ours"] },
  ],
  scenarios: [],
  postgres: null,
  ratios: [
    { case: "small", arm: "ours", against: "peer", headline: true },
    { case: "rows", arm: "ours", against: "peer", headline: true },
  ],
  inputs: { "router.ts": "abc", node: "v26" },
  folder: "/nowhere",
};
const commit = "0123456789abcdef0123456789abcdef01234567";
const theirs: FamilyDescription = {
  ...ours,
  familyFile: "/base/router.ts",
  arms: [
    { name: "ours", label: "Ours of old", language: "typescript", functions: ["prepare"], note: "Slow." },
    { name: "python", language: "python", script: "/base/router.py" },
  ],
  inputs: { "router.ts": "old" },
};
const planned = (change: Partial<BasePlanRequest> = {}) =>
  basePlan({ description: ours, base: { commit, description: theirs }, profile: profiles.quick, seed: 7, ...change });

describe("an arm against itself at another commit", () => {
  const plan = planned({ inputs: { "package-lock.json": "1" } });

  test("is the family's main arm, in the cases that the profile takes, with a sentinel for each kind", () => {
    expect(plan.groups.map(({ name, contestants }) => [name, contestants.map(({ id }) => id)])).toEqual([
      ["small", ["ours", "ours@base", "ours+again", "ours+3%"]],
      ["rows", ["ours", "ours@base", "ours+again", "ours+3%"]],
    ]);
    expect(plan.ratios).toEqual([
      { claim: "router/small/base", group: "small", case: "small", arm: "ours", against: "ours@base", margin: 0.01 },
      { claim: "router/rows/base", group: "rows", case: "rows", arm: "ours", against: "ours@base", margin: 0.03 },
    ]);
    expect(plan.sentinels.map(({ kind, group }) => [kind, group])).toEqual([
      ["cpu", "small"],
      ["allocation", "rows"],
    ]);
    expect(plan.source).toHaveLength(4);
    expect(plan.scenarios).toEqual([]);
  });

  test("is imported from the other commit's file under the name that it has there; all else is this side's", () => {
    expect(plan.familyFile).toBe("/lab/router.ts");
    expect(plan.arms).toEqual([
      ours.arms[1],
      {
        name: "ours@base",
        nameInFile: "ours",
        module: "/base/router.ts",
        label: "Ours of old at 0123456789",
        language: "typescript",
        functions: ["prepare"],
        note: `Slow. (at commit ${commit})`,
      },
    ]);
    expect(plan.cases.map(({ data }) => data)).toEqual(["1", "3"]);
  });

  test("is hashed with the commit, both sides' files and lockfile", () => {
    expect(plan.base).toEqual({ commit });
    expect(plan.inputs).toEqual({
      "router.ts": "abc",
      node: "v26",
      "base: router.ts": "old",
      "package-lock.json": "1",
    });
    const hashes = [
      plan,
      planned(),
      planned({ base: { commit: commit.replace("0", "1"), description: theirs } }),
      planned({ base: { commit, description: { ...theirs, inputs: {} } } }),
    ].map(({ hash }) => hash);
    expect(new Set(hashes).size).toBe(4);
    expect(planned({ inputs: { "package-lock.json": "1" } }).hash).toBe(plan.hash);
  });

  test("has at least three minutes a case; m stays as the profile has it", () => {
    expect(plan.profile).toEqual({ ...profiles.quick, budget: 360 });
    expect(planned({ cases: ["small"] }).profile).toEqual(profiles.quick);
    expect(planned({ profile: profiles.claim }).profile).toEqual(profiles.claim);
  });

  test("is what was asked for by name; Python too", () => {
    const both = planned({ arms: ["python", "ours"], cases: ["large", "rows"] });
    expect(both.ratios.map(({ claim }) => claim)).toEqual([
      "router/large/base",
      "router/large/python-vs-base",
      "router/rows/base",
    ]);
    expect(both.arms.find(({ name }) => name === "python@base")).toEqual({
      name: "python@base",
      nameInFile: "python",
      label: "python at 0123456789",
      language: "python",
      script: "/base/router.py",
      note: `at commit ${commit}`,
    });
    expect(planned({ profile: profiles.claim }).cases.map(({ name }) => name)).toEqual(["small", "large", "rows"]);
  });

  test("which the other commit lacks, is not measured there, with the reason", () => {
    const lacking = planned({ arms: ["peer"], cases: ["small"] });
    expect(lacking.notMeasured).toEqual([
      { case: "*", arm: "peer@base", reason: 'the base, 0123456789, has no arm "peer"' },
    ]);
    expect(lacking.ratios).toHaveLength(1);
  });
});

test.each([
  [{ arms: ["nobody"] }, "unknown-arm", /no arm "nobody"\n.*Its arms: peer, ours/],
  [{ cases: ["nothing"] }, "unknown-case", /no case "nothing"\n.*Its cases: small, large, rows/],
  [{ profile: profiles.source }, "profile-has-no-rounds", /profile "source" has no rounds/],
  [{ arms: ["server"] }, "nothing-to-compare", /"server" takes no part in any case/],
  [{ arms: ["python"], cases: ["rows"] }, "nothing-to-compare", /"python" takes no part in case "rows"/],
  [{ profile: { ...profiles.quick, claims: count(1) } }, "too-many-claims", /2 comparisons with the base/],
] satisfies [Partial<BasePlanRequest>, string, RegExp][])("%o is refused: %s", (change, code, message) => {
  expect(() => planned(change)).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(message) as string }),
  );
});
