import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Json } from "../../kernel-lib/src/base/json.ts";
import type { Body, CaseData, CaseInput, ScriptArm } from "../../kernel-lib/src/base/subject.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../../kernel-lib/src/framework/db/embedded-postgres.ts";
import { type PrivateMariadb, startPrivateMariadb } from "../../kernel-lib/src/framework/db/private-mariadb.ts";
import { takesPart } from "../../kernel-lib/src/measure/plan/takes-part.ts";
import { bulkData } from "../../notebooks/subjects/sql/bulk.ts";
import { mariadbData } from "../../notebooks/subjects/sql/mariadb.ts";
import { sizeData, sizeMetrics } from "../../notebooks/subjects/sql/sizes.ts";
import family from "../../notebooks/subjects/sql.ts";
import { expectMariadbInCi, hasMariadb } from "../mariadb.ts";

let server: EmbeddedPostgres;
let url = "";
beforeAll(async () => {
  server = await startEmbeddedPostgres();
  url = await server.createDatabase("sql", family.postgres?.schema ?? "");
});
afterAll(() => server?.stop());

const given = (name: string): CaseInput => ({ case: name, setup: null, services: { postgres: url } });
const load = async (name: string): Promise<CaseData> => {
  const found = family.cases.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no case ${name}`);
  return found.load();
};
const casesOf = (arm: { readonly name: string }): string[] =>
  family.cases.filter((each) => takesPart(arm, each)).map(({ name }) => name);
const scriptArms = family.arms.filter((arm): arm is ScriptArm => arm.language === "typescript");

const kinds = ["select", "where", "join-2", "join-3", "subquery", "group"];

describe("the sql family", () => {
  test("has the cases and arms of section 4, and three headline ratios", () => {
    const verbs = ["build", "execute"];
    const names = family.cases.map(({ name }) => name).filter((name) => !/new-shape|conditions/.test(name));
    expect(names).toEqual(verbs.flatMap((verb) => kinds.map((kind) => `${verb}-${kind}`)));
    expect(casesOf({ name: "covet" })).toHaveLength(18);
    expect(casesOf({ name: "pg" })).toEqual(kinds.map((kind) => `execute-${kind}`));
    expect(family.ratios.filter(({ headline }) => headline).map((ratio) => [ratio.case, ratio.against])).toEqual([
      ["build-where", "drizzle"],
      ["build-where", "kysely"],
      ["execute-where", "pg"],
    ]);
  });

  test.each(kinds)("%s: values that differ, the same each time, answers that are not empty", async (kind) => {
    const [built, executed] = await Promise.all([load(`build-${kind}`), load(`execute-${kind}`)]);
    expect(JSON.stringify(await load(`execute-${kind}`))).toBe(JSON.stringify(executed));
    expect(new Set(built.expected.map((each) => JSON.stringify(each))).size).toBeGreaterThan(50);
    const filled = executed.expected.filter((rows) => (rows as Json[]).length > 0);
    expect(filled.length).toBeGreaterThan(50);
  });
});

test("the case of new shapes has each of them once", async () => {
  const { inputs } = await load("build-new-shape");
  const shapes = inputs.map((input) => (input as { columns: number[] }).columns.join());
  expect(new Set(shapes).size).toBe(2 ** 12 - 1);
  expect(shapes).toHaveLength(2 ** 12 - 1);
});

test.each(["covet", "drizzle", "kysely", "knex"])("%s inserts every row of many, as it is", async (name) => {
  const arm = scriptArms.find((each) => each.name === name);
  const { setup, expected } = bulkData(2_500);
  const observed = await arm?.observe?.({ ...given("bulk"), setup });
  expect(observed?.answer).toEqual(expected);
  expect(Object.keys(observed?.figures ?? {})).toEqual(["bulk-time"]);
});

test.each(["covet", "drizzle", "kysely", "pg"])("%s answers the six kinds among more records", async (name) => {
  const arm = scriptArms.find((each) => each.name === name);
  const counts = [2_000, 3_000];
  const { setup, expected } = sizeData(counts);
  const observed = await arm?.observe?.({ ...given("records"), setup });
  expect(observed?.answer).toEqual(expected);
  expect(Object.keys(observed?.figures ?? {}).toSorted()).toEqual(
    sizeMetrics(counts)
      .map((metric) => metric.name)
      .toSorted(),
  );
});

expectMariadbInCi();

describe.runIf(hasMariadb)("on MariaDB", () => {
  let mariadb: PrivateMariadb;
  let database = "";
  beforeAll(async () => {
    mariadb = await startPrivateMariadb();
    database = await mariadb.createDatabase("sql");
  });
  afterAll(() => mariadb.stop());

  test.each(["covet", "drizzle", "kysely", "knex", "mysql2"])("%s answers the six kinds", async (name) => {
    const arm = scriptArms.find((each) => each.name === name);
    const { expected } = mariadbData();
    const observed = await arm?.observe?.({ case: "mariadb", setup: null, services: { mariadb: database } });
    expect(observed?.answer).toEqual(expected);
    expect(Object.keys(observed?.figures ?? {})).toEqual(kinds);
  });
});

describe.each(scriptArms.filter((arm) => casesOf(arm).length > 0))("arm $name", (arm) => {
  test.each(casesOf(arm))("answers %s as expected", async (name) => {
    const { inputs, expected } = await load(name);
    const body = (await arm.prepare?.(given(name))) as Body;
    try {
      const run = body.run as (input: Json) => number | Promise<number>;
      const answer = body.answer as (input: Json) => Json | Promise<Json>;
      // Compared as one: thousands of inputs, each with its answer.
      const answers: Json[] = [];
      const folds: number[] = [];
      for (const input of inputs) {
        answers.push(await answer(input));
        folds.push(await run(input));
      }
      expect(answers).toEqual(expected);
      expect(folds).toEqual(expected.map((each) => family.fold(each)));
    } finally {
      await body.dispose?.();
    }
  });
});

test("the scenario finds every attack harmless or refused, and the data whole", async () => {
  const covet = scriptArms.find(({ name }) => name === "covet");
  const scenario = family.scenarios?.find(({ name }) => name === "injection");
  const { figures, answer } = (await covet?.observe?.(given("injection"))) ?? { figures: {}, answer: null };
  expect(answer).toEqual((await scenario?.data())?.expected);
  expect(figures["executed-as-text"]).toBe(0);
  expect(figures.attempts).toBeGreaterThan(500);
  expect(figures.refused).toBeLessThan(Number(figures.attempts) / 10);
  expect(Object.keys(figures).sort()).toEqual(scenario?.metrics.map(({ name }) => name).sort());
});

const root = join(import.meta.dirname, "../..");
const python = join(root, ".venv/bin/python");
const hasPython = existsSync(python);

/** Runs each task's case in one Python process: answers and folds of all inputs. */
const driver = `
import json, sys
import sql
for line in sys.stdin:
    task = json.loads(line)
    body = sql.prepare(task["arm"], task["given"])
    print(json.dumps({"answers": [body.answer(each) for each in task["inputs"]], "runs": [body.run(each) for each in task["inputs"]]}))
    getattr(body, "dispose", lambda: None)()
`;

describe("the Python arms", () => {
  test("have their Python where they must", () => {
    if (process.env.CI === "true") expect(hasPython).toBe(true);
  });

  test.runIf(hasPython).each(["sqlalchemy-core", "asyncpg"])("%s answers each case as expected", async (arm) => {
    const names = casesOf({ name: arm });
    const data = await Promise.all(names.map(load));
    const tasks = names.map((name, index) => ({ arm, given: given(name), inputs: data[index]?.inputs }));
    const { status, stdout, stderr } = spawnSync(python, ["-B", "-c", driver], {
      input: tasks.map((task) => `${JSON.stringify(task)}\n`).join(""),
      env: { ...process.env, PYTHONPATH: `${join(root, "kernel-lib/python")}:${join(root, "notebooks/subjects")}` },
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    });
    if (status !== 0) throw new Error(`the Python arm failed:\n${stderr}`);
    const results: { answers: Json[]; runs: number[] }[] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(results).toHaveLength(names.length);
    for (const [index, { answers, runs }] of results.entries()) {
      const expected = data[index]?.expected ?? [];
      expect([names[index], answers]).toEqual([names[index], expected]);
      expect([names[index], runs]).toEqual([names[index], expected.map((answer) => family.fold(answer))]);
    }
  });
});
