import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import type { ArmSpec, CaseInput, Family, ScenarioSpec, Served } from "../../kernel-lib/src/base/subject.ts";

const root = join(import.meta.dirname, "../..");
const python = join(root, ".venv/bin/python");
const hasPython = existsSync(python);

/** Serves until its standard input ends. */
const driver = `
import importlib.util, json, os, sys
task = json.loads(sys.stdin.readline())
sys.path.insert(0, os.path.dirname(task["script"]))
spec = importlib.util.spec_from_file_location("family", task["script"])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
server = module.serve(task["arm"], task["given"])
print(server.port, flush=True)
sys.stdin.read()
server.close()
`;

async function servePython(arm: string, script: string, given: CaseInput): Promise<Served> {
  const child: ChildProcess = spawn(python, ["-B", "-c", driver], {
    env: { ...process.env, PYTHONPATH: join(root, "kernel-lib/python") },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error("the Python arm has no pipes");
  stdin.write(`${JSON.stringify({ arm, script: join(root, "notebooks/subjects", script), given })}\n`);
  const left = once(child, "exit");
  const [line] = (await Promise.race([once(createInterface(stdout), "line"), left])) as [unknown];
  if (typeof line !== "string") throw new Error(`the Python arm ended with ${String(line)}`);
  return {
    port: Number(line),
    close: async () => {
      stdin.end();
      const [code] = (await left) as [number | null];
      expect(code, "Python's exit code").toBe(0);
    },
  };
}

/** What is asked of each answer. */
interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: unknown;
}

async function ask(port: number, path: string): Promise<Answer> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`);
  return { status: answer.status, type: answer.headers.get("content-type"), body: await answer.json() };
}

const serve = async (arm: ArmSpec, given: CaseInput): Promise<Served> => {
  if (arm.language === "python") return servePython(arm.name, arm.script, given);
  const served = arm.language === "typescript" ? await arm.serve?.(given) : undefined;
  if (served === undefined) throw new Error(`${arm.name} serves nothing`);
  return served;
};

/** Every arm answers every path of a scenario with load as expected, and its server goes when it is closed. */
export function checkServers(family: Family, scenario: ScenarioSpec, services: () => CaseInput["services"]): void {
  for (const arm of family.arms.filter(({ name }) => scenario.arms.includes(name)))
    test.runIf(arm.language === "typescript" || hasPython)(
      `${scenario.name}: ${arm.name} answers as expected`,
      async () => {
        const { setup, expected } = await scenario.data();
        const served = await serve(arm, { case: scenario.name, setup, services: services() });
        try {
          const paths = scenario.load?.paths ?? [];
          const answers = await Promise.all(paths.map((path) => ask(served.port, path)));
          expect(answers.map(({ body }) => body)).toEqual(expected);
          for (const { status, type } of answers)
            expect([status, type]).toEqual([200, expect.stringMatching(/^application\/json/)]);
          expect((await fetch(`http://127.0.0.1:${served.port}/elsewhere`)).status).toBe(404);
        } finally {
          await served.close();
        }
        await expect(fetch(`http://127.0.0.1:${served.port}/users/1`)).rejects.toThrow();
      },
    );
  if (process.env.CI === "true") test(`${scenario.name}: Python is there`, () => expect(hasPython).toBe(true));
}
