import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { serviceStarters } from "../../kernel-lib/src/app/service-starters.ts";
import type { Json } from "../../kernel-lib/src/base/json.ts";
import type { CaseInput, Family, PythonArm, ScriptArm } from "../../kernel-lib/src/base/subject.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../../kernel-lib/src/framework/db/embedded-postgres.ts";
import { takesPart } from "../../kernel-lib/src/measure/plan/takes-part.ts";
import type { RunningService } from "../../kernel-lib/src/measure/services/running-service.ts";
import { expectMariadbInCi, hasMariadb } from "../mariadb.ts";

const root = join(import.meta.dirname, "../..");
const python = join(root, ".venv/bin/python");
const hasPython = existsSync(python);

/** Plays in one Python process what is asked for: answers and folds of a case, or a scenario once. */
const driver = `
import importlib.util, json, sys
task = json.load(sys.stdin)
spec = importlib.util.spec_from_file_location("family", task["script"])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
if task["inputs"] is None:
    print(json.dumps(module.observe(task["arm"], task["given"])))
else:
    body = module.prepare(task["arm"], task["given"])
    result = {"answers": [body.answer(given) for given in task["inputs"]], "folds": [body.run(given) for given in task["inputs"]]}
    getattr(body, "dispose", lambda: None)()
    print(json.dumps(result))
`;

async function runPython(arm: PythonArm, given: CaseInput, inputs: readonly Json[] | null) {
  const child = promisify(execFile)(python, ["-B", "-c", driver], {
    env: { ...process.env, PYTHONPATH: join(root, "kernel-lib/python") },
    maxBuffer: 2 ** 26,
  });
  const script = join(root, "notebooks/subjects", arm.script);
  child.child.stdin?.end(JSON.stringify({ script, arm: arm.name, given, inputs }));
  return JSON.parse((await child).stdout);
}

/** Every arm of a family answers every case and scenario as expected, with figures for each metric; PostgreSQL runs for a family that has a schema, MariaDB for one that needs it. */
export function checkFamily(family: Family): void {
  const services: { postgres?: string; mariadb?: string } = {};
  const needsMariadb = [...family.cases, ...(family.scenarios ?? [])].some(({ needs }) => needs?.includes("mariadb"));
  if (needsMariadb) {
    expectMariadbInCi();
    let server: RunningService | undefined;
    beforeAll(async () => {
      if (!hasMariadb) return;
      server = await serviceStarters.mariadb?.();
      services.mariadb = await server?.database(family.name, "");
    });
    afterAll(() => server?.stop());
  }
  if (family.postgres !== undefined) {
    const { schema } = family.postgres;
    let server: EmbeddedPostgres;
    beforeAll(async () => {
      server = await startEmbeddedPostgres();
      services.postgres = await server.createDatabase(family.name, schema);
    });
    afterAll(() => server.stop());
  }
  const given = (name: string, setup: Json): CaseInput => ({ case: name, setup, services });

  if (process.env.CI === "true") test("Python is there", () => expect(hasPython).toBe(true));

  for (const each of family.cases)
    for (const arm of family.arms.filter((one) => takesPart(one, each)))
      test.runIf(arm.language === "typescript" || hasPython)(
        `${each.name}: ${arm.name} answers as expected`,
        async () => {
          const { setup, inputs, expected } = await each.load();
          const folds = expected.map((answer) => family.fold(answer));
          if (arm.language === "python") {
            expect(await runPython(arm, given(each.name, setup), inputs)).toEqual({ answers: expected, folds });
            return;
          }
          const body = await (arm as ScriptArm).prepare?.(given(each.name, setup));
          if (body === undefined) throw new Error(`${arm.name} takes part in ${each.name} and cannot prepare it`);
          try {
            for (const [place, input] of inputs.entries()) {
              expect(await (body.answer as (input: Json) => Promise<Json>)(input)).toEqual(expected[place]);
              expect(await (body.run as (input: Json) => Promise<number>)(input)).toBe(folds[place]);
            }
          } finally {
            await body.dispose?.();
          }
        },
      );

  for (const scenario of family.scenarios ?? [])
    for (const name of scenario.arms)
      test.runIf(
        (hasPython || family.arms.some((arm) => arm.name === name && arm.language === "typescript")) &&
          (hasMariadb || !scenario.needs?.includes("mariadb")),
      )(`scenario ${scenario.name}: ${name} comes to its figures`, async () => {
        const arm = family.arms.find((one) => one.name === name);
        const { setup, expected } = await scenario.data();
        const played = given(scenario.name, setup);
        const observation =
          arm?.language === "python" ? await runPython(arm, played, null) : await (arm as ScriptArm).observe?.(played);
        expect(observation.answer).toEqual(expected);
        expect(Object.keys(observation.figures)).toEqual(scenario.metrics.map((metric) => metric.name));
        for (const figure of Object.values(observation.figures)) expect(figure).toSatisfy(Number.isFinite);
        scenarioChecks[`${family.name} ${scenario.name}`]?.(observation.figures);
      });

  test("the ratios name what is there", () => {
    const cases = new Map(family.cases.map((each) => [each.name, each]));
    for (const { case: name, arm, against, againstCase } of family.ratios)
      for (const [of, who] of [
        [name, arm],
        [againstCase ?? name, against],
      ] as const) {
        const found = cases.get(of);
        const contestant = family.arms.find((one) => one.name === who);
        expect(found !== undefined && contestant !== undefined && takesPart(contestant, found), `${of} ${who}`).toBe(
          true,
        );
      }
  });
}

/** What figures must be beside finite, whatever the machine. */
const scenarioChecks: Readonly<Record<string, (figures: Readonly<Record<string, number>>) => void>> = {
  "pool thousand": (figures) => {
    expect(figures["reuse-rate"]).toBe(99);
    expect(figures.failed).toBe(0);
    expect(figures.efficiency).toBeGreaterThan(0);
    expect(figures.efficiency).toBeLessThanOrEqual(100);
  },
  "transactions correctness": (figures) => {
    expect(figures.failed).toBe(0);
    expect(figures.checks).toBeGreaterThanOrEqual(18);
  },
  "transactions fsync": (figures) => {
    expect(figures.fsync).toBeGreaterThan(0);
  },
};
