import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Json } from "../../kernel-lib/src/base/json.ts";
import type { Body, CaseData, CaseInput, ScriptArm } from "../../kernel-lib/src/base/subject.ts";
import { takesPart } from "../../kernel-lib/src/measure/plan/takes-part.ts";
import family from "../../notebooks/subjects/router.ts";
import api from "../../notebooks/subjects/router-api.ts";

/** Both families time the same arms. */
const cases = [...family.cases, ...api.cases];

/** Each arm's refusals, by case: what is not here must be answered. */
const refusals: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  "koa-tree-router": Object.fromEntries(
    ["api-static", "api-params", "api-miss"].map((name) => [name, /conflicts with existing children in path '\/gists/]),
  ),
  starlette: { "growth-10000": /one after the other/ },
  "hono-smart": { "growth-10000": /one regular expression/ },
};

const refusalOf = (arm: string, name: string): RegExp | undefined => refusals[arm]?.[name];

/** The cases that an arm takes part in. */
const casesOf = (arm: { readonly name: string; readonly control?: boolean }): string[] =>
  cases.filter((each) => takesPart(arm, each)).map(({ name }) => name);

const loaded = new Map<string, CaseData>();
async function load(name: string): Promise<CaseData> {
  const known = loaded.get(name) ?? (await cases.find((each) => each.name === name)?.load());
  if (known === undefined) throw new Error(`no case ${name}`);
  loaded.set(name, known);
  return known;
}

/** `arm.prepare`, its refusal always a rejection. */
async function prepare(arm: ScriptArm, given: Omit<CaseInput, "services">): Promise<Body> {
  if (arm.prepare === undefined) throw new Error(`arm "${arm.name}" has no prepare`);
  return arm.prepare({ ...given, services: {} });
}

const scriptArms = family.arms.filter((arm): arm is ScriptArm => arm.language === "typescript");
const python = join(import.meta.dirname, "../../.venv/bin/python");
const hasPython = existsSync(python);

describe("the router families", () => {
  test("have the arms and cases of section 3", () => {
    expect(family.arms.map(({ name }) => name)).toEqual([
      ...["covet", "find-my-way", "find-my-way-compiled", "hono-smart", "hono-trie", "rou3", "rou3-compiled"],
      ...["memoirist", "medley", "koa-tree-router", "starlette", "cut-alone"],
    ]);
    expect(family.cases.map(({ name }) => name)).toEqual([
      ...["static", "one-param", "two-params", "nested", "miss"],
      ...["one-param-cut", "growth-10", "growth-100", "growth-1000", "growth-10000", "cut-alone"],
    ]);
    const shown = ({ name, note }: { name: string; note?: string }) => [name, note];
    expect(api.arms.map(shown)).toEqual(family.arms.filter(({ name }) => name !== "cut-alone").map(shown));
    expect(api.cases.map(({ name }) => name)).toEqual(["api-static", "api-params", "api-miss"]);
  });

  test.each([family, api])("$name wants decided what its arms can hold", ({ cases: own, ratios }) => {
    const names = new Set(own.map(({ name }) => name));
    for (const { case: name, arm, against, againstCase } of ratios) {
      expect(names.has(name) && names.has(againstCase ?? name)).toBe(true);
      expect(refusalOf(arm, name) ?? refusalOf(against, againstCase ?? name)).toBeUndefined();
    }
    const keys = ratios.map((ratio) => [ratio.case, ratio.arm, ratio.against, ratio.againstCase].join(" "));
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each(
    ["static", "one-param", "two-params", "nested", "miss", "api-static", "api-params", "api-miss"].map((name) => [
      name,
    ]),
  )("%s is decided against every peer that holds the table", (name) => {
    const { arms, ratios } = api.cases.some((one) => one.name === name) ? api : family;
    const holding = arms.filter((arm) => arm.control !== true && arm.name !== "covet" && !refusalOf(arm.name, name));
    const decided = ratios.filter((ratio) => ratio.case === name && ratio.arm === "covet");
    expect(decided.map(({ against }) => against).sort()).toEqual(holding.map((arm) => arm.name).sort());
  });

  test("three ratios are for the quick profile", () => {
    expect(api.ratios.some(({ headline }) => headline === true)).toBe(false);
    expect(family.ratios.filter(({ headline }) => headline === true)).toEqual([
      { case: "static", arm: "covet", against: "memoirist", headline: true },
      { case: "one-param", arm: "covet", against: "memoirist", headline: true },
      { case: "one-param", arm: "covet", against: "starlette", headline: true },
    ]);
  });

  test.each(cases.map(({ name }) => name))("%s: at least 4,096 inputs, the same each time", async (name) => {
    const data = await load(name);
    expect(data.inputs.length).toBeGreaterThanOrEqual(4_096);
    expect(data.expected).toHaveLength(data.inputs.length);
    expect(JSON.stringify(await cases.find((each) => each.name === name)?.load())).toBe(JSON.stringify(data));
    const different = new Set(data.inputs).size;
    if (name.endsWith("static")) expect(different).toBeGreaterThan(20);
    else expect(different).toBe(data.inputs.length);
  });
});

describe.each(scriptArms)("arm $name", (arm) => {
  test.each(casesOf(arm))("answers %s as expected, or refuses it as known", async (name) => {
    const { setup, inputs, expected } = await load(name);
    const refusal = refusalOf(arm.name, name);
    if (refusal !== undefined) {
      await expect(prepare(arm, { case: name, setup })).rejects.toMatchObject({
        name: "CannotHold",
        message: expect.stringMatching(refusal),
      });
      return;
    }
    const body = await prepare(arm, { case: name, setup });
    expectAnswers(body, inputs, expected);
  });
});

/** The few calls of a sample are compared one by one; the sum of all runs shows that no other input went wrong. */
function expectAnswers(body: Body, inputs: readonly Json[], expected: readonly Json[]): void {
  const run = body.run as (input: Json) => number;
  const answer = body.answer as (input: Json) => Json;
  const wrong = inputs.filter(
    (input, index) => JSON.stringify(sorted(answer(input))) !== JSON.stringify(sorted(expected[index])),
  );
  expect(wrong).toEqual([]);
  const folds = inputs.map((_, index) => family.fold(expected[index] ?? null));
  expect(inputs.map((input) => run(input))).toEqual(folds);
}

/** With the names of params in order, as JSON objects have none. */
function sorted(answer: Json | undefined): Json {
  if (answer === null || answer === undefined || typeof answer !== "object" || Array.isArray(answer))
    return answer ?? null;
  return Object.fromEntries(
    Object.entries(answer)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, sorted(value)]),
  );
}

/** What can be seen of a stated feature from outside: a table, a path, and the answer of an arm that has the feature. */
const probes: Readonly<Record<string, { table: readonly string[]; path: string; has: Json }>> = {
  decodesParams: { table: ["/u/:id"], path: "/u/a%20b", has: { route: 0, params: { id: "a b" } } },
  splitsQuery: { table: ["/u/:id"], path: "/u/7?x=1", has: { route: 0, params: { id: "7" } } },
  staticBeatsParam: { table: ["/u/:id", "/u/me"], path: "/u/me", has: { route: 1, params: {} } },
  backtracks: { table: ["/a/b/c", "/:x/b/d"], path: "/a/b/d", has: { route: 1, params: { x: "a" } } },
};
const probeInput = (table: readonly string[]): CaseInput => ({
  services: {},
  case: "probe",
  setup: table.map((pattern) => ["GET", pattern]),
});
const duplicates = probeInput(["/u/:id", "/u/:id"]);

describe.each(scriptArms.filter(({ name }) => name !== "cut-alone"))("the stated features of $name are true", (arm) => {
  test.each(Object.entries(probes))("%s", async (feature, { table, path, has }) => {
    const answer = await prepare(arm, probeInput(table)).then(
      (body) => (body.answer as (path: string) => Json)(path),
      (error: Error) => error.name,
    );
    expect(JSON.stringify(answer) === JSON.stringify(has)).toBe(arm.features?.[feature]);
  });

  test("refusesDuplicates", async () => {
    const refused = await prepare(arm, duplicates).then(
      () => false,
      (error: Error) => error.name === "CannotHold",
    );
    expect(refused).toBe(arm.features?.refusesDuplicates);
  });
});

test("generatesCode is stated of the arms that cannot live without it", () => {
  const source = `
    const { default: family } = await import(process.argv[1]);
    for (const arm of family.arms.filter(({ language }) => language === "typescript")) {
      try {
        const body = await arm.prepare({ case: "probe", setup: [["GET", "/u/:id"]] });
        body.answer("/u/7");
        console.log(arm.name, "lives");
      } catch (error) {
        console.log(arm.name, String(error.message).includes("Code generation from strings disallowed") ? "dies" : error);
      }
    }`;
  const file = join(import.meta.dirname, "../../notebooks/subjects/router.ts");
  const flags = ["--disallow-code-generation-from-strings", "--input-type=module"];
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, "-e", source, file], { encoding: "utf8" });
  const lookingUp = scriptArms.filter(({ name }) => name !== "cut-alone");
  const stated = lookingUp.map(
    ({ name, features }) => `${name} ${features?.generatesCode === true ? "dies" : "lives"}`,
  );
  expect(stdout.trim().split("\n").slice(0, stated.length), stderr).toEqual(stated);
});

/** Runs `tasks` in one Python process: for each the answers and folds of its paths, or the refusal. */
const driver = `
import json, sys
from arm import CannotHold
import router
for line in sys.stdin:
    task = json.loads(line)
    try:
        body = router.prepare("starlette", task["given"])
        print(json.dumps({"answers": [body.answer(path) for path in task["paths"]], "runs": [body.run(path) for path in task["paths"]]}))
    except CannotHold as refusal:
        print(json.dumps({"refusal": str(refusal)}))
`;

type PythonResult = { answers?: Json[]; runs?: number[]; refusal?: string };

function runPython(tasks: readonly { given: CaseInput; paths: readonly Json[] }[]): PythonResult[] {
  const root = join(import.meta.dirname, "../..");
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

describe("arm starlette", () => {
  test("has its Python where it must", () => {
    if (process.env.CI === "true") expect(hasPython).toBe(true);
  });

  test.runIf(hasPython)("answers each case as expected, or refuses it as known", async () => {
    const names = casesOf({ name: "starlette" });
    const data = await Promise.all(names.map(load));
    const samples = data.map(({ inputs }) => inputs.slice(0, 500));
    const results = runPython(
      names.map((name, index) => ({
        given: { case: name, setup: data[index]?.setup ?? null, services: {} },
        paths: samples[index] ?? [],
      })),
    );
    for (const [index, name] of names.entries()) {
      const refusal = refusalOf("starlette", name);
      const { refusal: refused, answers, runs } = results[index] ?? {};
      if (refusal !== undefined) {
        expect([name, refused]).toEqual([name, expect.stringMatching(refusal)]);
        continue;
      }
      const expected = data[index]?.expected.slice(0, 500) ?? [];
      expect([name, answers]).toEqual([name, expected]);
      expect([name, runs]).toEqual([name, expected.map((answer) => family.fold(answer))]);
    }
  });

  test.runIf(hasPython)("has the features that are stated", () => {
    const stated = family.arms.find(({ name }) => name === "starlette")?.features;
    const tasks = Object.values(probes).map(({ table, path }) => ({ given: probeInput(table), paths: [path] }));
    const results = runPython([...tasks, { given: duplicates, paths: [] }]);
    const seen = Object.entries(probes).map(([feature, { has }], index) => [
      feature,
      JSON.stringify(results[index]?.answers?.[0]) === JSON.stringify(has),
    ]);
    expect(stated).toMatchObject({
      ...Object.fromEntries(seen),
      refusesDuplicates: results.at(-1)?.refusal !== undefined,
    });
  });
});
