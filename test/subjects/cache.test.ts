import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Json } from "../../kernel-lib/src/base/json.ts";
import type { CaseData, CaseInput, Observation, ScriptArm } from "../../kernel-lib/src/base/subject.ts";
import family from "../../notebooks/subjects/cache.ts";

const root = join(import.meta.dirname, "../..");
const python = join(root, ".venv/bin/python");
const hasPython = existsSync(python);

const load = async (name: string): Promise<CaseData> => {
  const found = family.cases.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no case ${name}`);
  return found.load();
};
const names = family.cases.map(({ name }) => name);
const folds = (expected: readonly Json[]) => expected.map((answer) => family.fold(answer));
const scenario = family.scenarios?.[0];
if (scenario === undefined) throw new Error("no scenario");
const scriptArms = family.arms.filter((arm): arm is ScriptArm => arm.language === "typescript");

const given = async (name: string): Promise<CaseInput> => ({
  case: name,
  setup: name === scenario.name ? (await scenario.data()).setup : (await load(name)).setup,
  services: {},
});

async function expectObservation(observed: Observation | undefined, exact: boolean): Promise<void> {
  expect(observed?.answer).toEqual((await scenario?.data())?.expected);
  const figures: Readonly<Record<string, number>> = observed?.figures ?? {};
  expect(Object.keys(figures).sort()).toEqual(scenario?.metrics.map(({ name }) => name).sort());
  for (const [name, value] of Object.entries(figures))
    expect([name, Number.isFinite(value) && value > 0]).toEqual([name, true]);
  expect((figures["hit-rate"] ?? 0) + (figures["miss-rate"] ?? 0)).toBeCloseTo(100, 9);
  if (exact) expect(figures["hit-rate"]).toBeCloseTo(64.03, 9);
  else expect(figures["hit-rate"]).toBeGreaterThan(64.03);
  const [p50 = 0, p95 = 0, p99 = 0] = ["hit-p50", "hit-p95", "hit-p99"].map((name) => figures[name]);
  expect(p50 <= p95 && p95 <= p99).toBe(true);
}

describe("the cache family", () => {
  test("wants two ratios in the quick profile", () => {
    expect(names).toEqual(["get-or-set", "hit", "miss"]);
    expect(family.ratios.filter(({ headline }) => headline === true)).toEqual([
      { case: "get-or-set", arm: "covet", against: "lru-cache", headline: true },
      { case: "get-or-set", arm: "covet", against: "mnemonist", headline: true },
    ]);
  });

  test.each(names)("%s: the same 10,000 requests each time, with answers that differ", async (name) => {
    const data = await load(name);
    expect(data.inputs).toHaveLength(10_000);
    expect(JSON.stringify(await load(name))).toBe(JSON.stringify(data));
    expect(new Set(folds(data.expected)).size).toBeGreaterThan(100);
    const different = new Set(data.inputs).size;
    if (name === "hit") expect(different).toBeLessThanOrEqual(1_000);
    if (name === "miss") expect(different).toBe(10_000);
  });
});

describe.each(scriptArms)("arm $name", (arm) => {
  test.each(names)("answers %s as expected, again and again", async (name) => {
    const { inputs, expected } = await load(name);
    const body = await arm.prepare?.(await given(name));
    const [run, answer] = [body?.run as (input: Json) => number, body?.answer as (input: Json) => Json];
    expect(inputs.map((input) => answer(input))).toEqual(expected);
    for (let time = 0; time < 2; time++) expect(inputs.map((input) => run(input))).toEqual(folds(expected));
    expect(inputs.map((input) => answer(input))).toEqual(expected);
  });

  test("observes the source's figures with the hits of its policy", async () => {
    const observed = await arm.observe?.(await given("source"));
    await expectObservation(observed, arm.features?.evictsExactlyTheLeastRecentlyUsed === true);
  });
});

const driver = `
import json, sys
import cache
for line in sys.stdin:
    task = json.loads(line)
    if task["given"]["case"] == "source":
        print(json.dumps(cache.observe("cachetools", task["given"])))
        continue
    body = cache.prepare("cachetools", task["given"])
    print(json.dumps({"answers": [body.answer(i) for i in task["inputs"]], "runs": [body.run(i) for i in task["inputs"]]}))
`;

describe("arm cachetools", () => {
  test("has its Python where it must", () => {
    if (process.env.CI === "true") expect(hasPython).toBe(true);
  });

  test.runIf(hasPython)("answers every case and observes the source's figures", async () => {
    const data = await Promise.all(names.map(load));
    const tasks = [
      ...data.map(({ setup, inputs }, index) => ({ given: { case: names[index], setup }, inputs })),
      { given: await given("source"), inputs: [] },
    ];
    const { status, stdout, stderr } = spawnSync(python, ["-B", "-c", driver], {
      input: tasks.map((task) => `${JSON.stringify(task)}\n`).join(""),
      env: { ...process.env, PYTHONPATH: `${join(root, "kernel-lib/python")}:${join(root, "notebooks/subjects")}` },
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    expect(status, stderr).toBe(0);
    const results: unknown[] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    for (const [index, { expected }] of data.entries())
      expect(results[index]).toEqual({ answers: expected, runs: folds(expected) });
    await expectObservation(results.at(-1) as Observation, true);
  });
});
