import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Json } from "../../kernel-lib/src/base/json.ts";
import type { Body, CaseData, ScriptArm } from "../../kernel-lib/src/base/subject.ts";
import family from "../../notebooks/subjects/orm.ts";

const names = ["select-pk", "insert", "join", "update-pk", "delete-pk"];
const root = join(import.meta.dirname, "../..");
const python = join(root, ".venv/bin/python");
const hasPython = existsSync(python);

async function load(name: string): Promise<CaseData> {
  const found = family.cases.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no case ${name}`);
  return found.load();
}

describe("the orm family", () => {
  test("has the arms and the five operations of section 2", () => {
    expect(family.arms.map(({ name }) => name)).toEqual([
      ...["covet", "better-sqlite3", "drizzle", "drizzle-prepared", "kysely"],
      ...["sqlalchemy", "sqlalchemy-core", "django", "sqlite3"],
    ]);
    expect(family.cases.map(({ name }) => name)).toEqual(names);
    expect(family.cases.every(({ kind, iterations }) => kind === "database" && iterations === 100)).toBe(true);
  });

  test("wants three ratios decided in the quick profile, and every peer compared in every operation", () => {
    expect(family.ratios.filter(({ headline }) => headline === true)).toEqual(
      ["kysely", "sqlalchemy", "django"].map((against) => ({
        case: "select-pk",
        arm: "covet",
        against,
        headline: true,
      })),
    );
    expect(family.ratios).toHaveLength(5 * 8);
    expect(new Set(family.ratios.map((ratio) => `${ratio.case} ${ratio.against}`)).size).toBe(5 * 8);
  });

  test.each(names)("%s: the same data each time, an expected answer for each input", async (name) => {
    const data = await load(name);
    expect(data.expected).toHaveLength(data.inputs.length);
    expect(JSON.stringify(await load(name))).toBe(JSON.stringify(data));
  });

  test("the data are the source report's: 100 users, 500 posts; a page has 20 posts; an update never finds its own value", async () => {
    const { setup } = await load("join");
    const { users, posts } = setup as unknown as { users: unknown[]; posts: unknown[] };
    expect([users.length, posts.length]).toEqual([100, 500]);
    for (const page of (await load("join")).expected) expect(page).toHaveLength(20);
    const ages = new Map(users.map((row) => [(row as number[])[0], (row as number[])[3]]));
    const changes = (await load("update-pk")).inputs as [number, number][];
    for (const [id, age] of [...changes, ...changes]) {
      expect(ages.get(id)).not.toBe(age);
      ages.set(id, age);
    }
  });
});

const scriptArms = family.arms.filter((arm): arm is ScriptArm => arm.language === "typescript");

describe.each(scriptArms)("arm $name", (arm) => {
  test.each(names)("answers %s as expected, also after the table was used up and renewed", async (name) => {
    const { setup, inputs, expected } = await load(name);
    const body = (await arm.prepare?.({ case: name, setup, services: {} })) as Body;
    const run = body.run as (input: Json) => number | Promise<number>;
    const answer = body.answer as (input: Json) => Json | Promise<Json>;
    try {
      expect(arm.features?.answersAsynchronously).toBe(body.async === true);
      const changesRows = name === "insert" || name === "delete-pk";
      // 1,000 calls use the table up; the odd number in between makes an answer meet that moment.
      for (let call = 0; call < (changesRows ? 2_001 : inputs.length); call++) {
        const place = call % inputs.length;
        const result = run(inputs[place] ?? null);
        expect(result instanceof Promise).toBe(body.async === true);
        if ((await result) !== family.fold(expected[place] ?? null))
          throw new Error(`call ${call} of ${name} folds to ${await result}`);
        if (call % 7 === 0) expect(await answer(inputs[place] ?? null)).toEqual(expected[place]);
      }
    } finally {
      await body.dispose?.();
    }
  });
});

/** Answers and folds of all cases by one arm, one after the other in one Python process as the harness may do. */
const driver = `
import json, sys
import orm
arm = sys.argv[1]
for line in sys.stdin:
    task = json.loads(line)
    body = orm.prepare(arm, {"case": task["case"], "setup": task["setup"], "services": {}})
    runs, answers = [], []
    for call in range(task["calls"]):
        given = task["inputs"][call % len(task["inputs"])]
        runs.append(body.run(given))
        answers.append(body.answer(given) if call % 7 == 0 else None)
    body.dispose()
    print(json.dumps({"runs": runs, "answers": answers}))
`;

describe("the Python arms", () => {
  test("have their Python where they must", () => {
    if (process.env.CI === "true") expect(hasPython).toBe(true);
  });

  const arms = family.arms.filter(({ language }) => language === "python").map(({ name }) => name);
  test.runIf(hasPython).each(arms)("%s answers every case as expected", async (arm) => {
    const cases = await Promise.all(names.map(async (name) => ({ case: name, ...(await load(name)) })));
    const tasks = cases.map((each) => ({
      ...each,
      calls: each.case === "insert" || each.case === "delete-pk" ? 1_100 : each.inputs.length,
    }));
    const { status, stdout, stderr } = spawnSync(python, ["-B", "-c", driver, arm], {
      input: tasks.map((task) => `${JSON.stringify(task)}\n`).join(""),
      env: { ...process.env, PYTHONPATH: `${join(root, "kernel-lib/python")}:${join(root, "notebooks/subjects")}` },
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    expect(status, stderr).toBe(0);
    const results = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { runs: number[]; answers: Json[] });
    for (const [index, { case: name, inputs, expected }] of cases.entries()) {
      const { runs, answers } = results[index] ?? { runs: [], answers: [] };
      expect(runs).toHaveLength(tasks[index]?.calls ?? -1);
      const at = (call: number) => expected[call % inputs.length] ?? null;
      expect([name, runs]).toEqual([name, runs.map((_, call) => family.fold(at(call)))]);
      expect([name, answers]).toEqual([name, answers.map((_, call) => (call % 7 === 0 ? at(call) : null))]);
    }
  });
});
