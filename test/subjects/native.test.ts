import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Json } from "../../kernel-lib/src/base/json.ts";
import type { Body, CaseData, ScriptArm } from "../../kernel-lib/src/base/subject.ts";
import { loadNative } from "../../kernel-lib/src/framework/native/load-native.ts";
import { takesPart } from "../../kernel-lib/src/measure/plan/takes-part.ts";
import family from "../../notebooks/subjects/native.ts";

const root = join(import.meta.dirname, "../..");
const python = join(root, ".venv/bin/python");
const hasPython = existsSync(python);
const hasBinary = loadNative().functions !== null;

const load = async (name: string): Promise<CaseData> => {
  const found = family.cases.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no case ${name}`);
  return found.load();
};
const casesOf = (arm: { readonly name: string }) =>
  family.cases.filter((each) => takesPart(arm, each)).map(({ name }) => name);
const folds = (expected: readonly Json[]) => expected.map((answer) => family.fold(answer));

describe("the native family", () => {
  test("has the report's eight operations, and the call that does nothing", () => {
    expect(family.cases.map(({ name }) => name)).toEqual([
      ...["http-get", "http-post", "json-small", "json-medium", "json-large", "url-path", "gzip", "hash", "empty-call"],
    ]);
  });

  test("wants three ratios in the quick profile, each of arms that take part", () => {
    expect(family.ratios.filter(({ headline }) => headline === true)).toEqual([
      { case: "http-post", arm: "covet", against: "twin", headline: true },
      { case: "http-post", arm: "covet", against: "python", headline: true },
      { case: "json-medium", arm: "covet", against: "twin", headline: true },
    ]);
    const keys = family.ratios.map((ratio) => `${ratio.case} ${ratio.against}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { case: name, against } of family.ratios) expect(casesOf({ name: against })).toContain(name);
  });

  test("the documents have the report's sizes", async () => {
    const sizes = async (name: string) => {
      const { texts } = (await load(name)).setup as { texts: string[] };
      return [Math.min(...texts.map((text) => text.length)), Math.max(...texts.map((text) => text.length))];
    };
    expect(await sizes("json-small")).toEqual([53, 53]);
    const [least = 0, most = 0] = await sizes("json-medium");
    expect([least >= 2_500, most < 2_700]).toEqual([true, true]);
    const [smallest = 0, largest = 0] = await sizes("json-large");
    expect([smallest >= 65_000, largest < 65_200]).toEqual([true, true]);
  });

  test.each(family.cases.map(({ name }) => name))("%s: the same data each time, inputs that differ", async (name) => {
    const data = await load(name);
    expect(JSON.stringify(await load(name))).toBe(JSON.stringify(data));
    expect(new Set(data.inputs).size).toBe(data.inputs.length);
    expect(data.expected).toHaveLength(data.inputs.length);
    expect(new Set(folds(data.expected)).size).toBeGreaterThan(name === "empty-call" ? 0 : 1);
  });
});

const scriptArms = family.arms.filter((arm): arm is ScriptArm => arm.language === "typescript");

describe.each(scriptArms)("arm $name", (arm) => {
  test.skipIf(arm.name === "covet" && !hasBinary).each(casesOf(arm))("answers %s as expected", async (name) => {
    const { setup, inputs, expected } = await load(name);
    const body = (await arm.prepare?.({ case: name, setup, services: {} })) as Body;
    const [run, answer] = [body.run as (input: Json) => number, body.answer as (input: Json) => Json];
    expect(inputs.map((input) => answer(input))).toEqual(expected);
    expect(inputs.map((input) => run(input))).toEqual(folds(expected));
  });
});

test.each(family.scenarios?.[0]?.arms.filter((name) => name !== "python") ?? [])(
  "%s observes the size of gzip files",
  async (name) => {
    if (name === "covet" && !hasBinary) return;
    const scenario = family.scenarios?.[0];
    const data = await scenario?.data();
    const arm = scriptArms.find((each) => each.name === name);
    const observed = await arm?.observe?.({ case: "gzip-size", setup: data?.setup ?? null, services: {} });
    expect(observed?.answer).toEqual(data?.expected);
    expect(observed?.figures.size).toBeGreaterThan(500);
    expect(observed?.figures.size).toBeLessThan(2_500);
  },
);

const driver = `
import json, sys
import native
for line in sys.stdin:
    task = json.loads(line)
    if task["given"]["case"] == "gzip-size":
        print(json.dumps(native.observe(task["arm"], task["given"])))
        continue
    body = native.prepare(task["arm"], task["given"])
    print(json.dumps({"answers": [body.answer(i) for i in task["inputs"]], "runs": [body.run(i) for i in task["inputs"]]}))
`;

type Task = { arm: string; given: { case: string; setup: Json }; inputs: readonly Json[] };

function runPython(tasks: readonly Task[]): Record<string, Json>[] {
  const { status, stdout, stderr } = spawnSync(python, ["-B", "-c", driver], {
    input: tasks.map((task) => `${JSON.stringify(task)}\n`).join(""),
    env: { ...process.env, PYTHONPATH: `${join(root, "kernel-lib/python")}:${join(root, "notebooks/subjects")}` },
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`the Python arm failed:\n${stderr}`);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("the Python arms", () => {
  test("have their Python where they must", () => {
    if (process.env.CI === "true") expect(hasPython).toBe(true);
  });

  test.runIf(hasPython)("answer their cases as expected", async () => {
    const wanted = family.arms
      .filter(({ language }) => language === "python")
      .flatMap((arm) => casesOf(arm).map((name) => ({ arm: arm.name, name })));
    expect(wanted).toHaveLength(8 + 2);
    const data = await Promise.all(wanted.map(({ name }) => load(name)));
    const results = runPython(
      wanted.map(({ arm, name }, index) => ({
        arm,
        given: { case: name, setup: data[index]?.setup ?? null },
        inputs: data[index]?.inputs ?? [],
      })),
    );
    for (const [index, { arm, name }] of wanted.entries()) {
      const expected = data[index]?.expected ?? [];
      expect([arm, name, results[index]?.answers]).toEqual([arm, name, expected]);
      const signed = ((results[index]?.runs ?? []) as number[]).map((fold) => fold | 0);
      expect([arm, name, signed]).toEqual([arm, name, folds(expected)]);
    }
  });

  test.runIf(hasPython)("observe the size of gzip files", async () => {
    const data = await family.scenarios?.[0]?.data();
    const [observed] = runPython([
      { arm: "python", given: { case: "gzip-size", setup: data?.setup ?? null }, inputs: [] },
    ]);
    expect(observed?.answer).toEqual(data?.expected);
    expect(observed).toMatchObject({ figures: { size: expect.any(Number) } });
  });
});
