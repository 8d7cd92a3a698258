import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { childEnvironment } from "../../kernel-lib/src/measure/arms/child-environment.ts";
import { findProgram } from "../../kernel-lib/src/measure/arms/find-program.ts";
import { MARKER, newMarker } from "../../kernel-lib/src/measure/arms/marker.ts";
import { measureJobs } from "../../kernel-lib/src/measure/measure-jobs.ts";
import { describeFamily } from "../../kernel-lib/src/measure/plan/describe-family.ts";
import { makePlan } from "../../kernel-lib/src/measure/plan/make-plan.ts";
import type { Progress } from "../../kernel-lib/src/measure/progress.ts";
import { everyArm } from "./every-arm.ts";
import { shortLimits, temporaryFolder } from "./loop-plan.ts";
import { allGone, armsOf, cpuTicks, guardianOf, markedBy } from "./processes.ts";

const brokenFamily = fileURLToPath(new URL("./fixtures/broken.ts", import.meta.url));
const measureScript = fileURLToPath(new URL("./fixtures/measure.mjs", import.meta.url));

async function setUp(arms: readonly string[]) {
  const folder = temporaryFolder();
  const description = await describeFamily(brokenFamily, { into: join(folder, "described") });
  const few = { ...description, arms: description.arms.filter(({ name }) => arms.includes(name)) };
  const ratios = description.ratios.filter(({ against }) => arms.includes(against));
  const plan = makePlan({ description: { ...few, ratios }, profile: everyArm, seed: 1 });
  const request = { plan, root: join(folder, "jobs"), cases: description.folder };
  return { folder, request, lockFolder: join(folder, "lock") };
}

/** A PATH without setpriv: what else the harness looks for is there. */
function pathWithout(folder: string, missing: string): string {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  for (const name of ["taskset", "git", "sleep"]) {
    const found = name === missing ? undefined : findProgram(name, folder);
    if (found !== undefined) symlinkSync(found, join(bin, name));
  }
  return bin;
}

function measuring({ folder, request, lockFolder }: Awaited<ReturnType<typeof setUp>>, path: string): ChildProcess {
  const file = join(folder, "request.json");
  writeFileSync(file, JSON.stringify({ ...request, lockFolder, limits: { ...shortLimits, check: 60_000 } }));
  const env = { ...process.env, PATH: path };
  const child = spawn(process.execPath, [measureScript, file], { stdio: "ignore", detached: true, env });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Waits for an arm of `parent` that is in an endless loop, which is known by the CPU time that it uses. */
async function inEndlessLoop(parent: number): Promise<readonly number[]> {
  for (;;) {
    const arms = armsOf(parent);
    if (arms.some((pid) => cpuTicks(pid) > 60)) return arms;
    await new Promise((done) => setImmediate(done));
  }
}

describe.skipIf(process.platform !== "linux")("when the orchestrator is killed", () => {
  test.each([
    ["with setpriv", (_folder: string) => process.env.PATH ?? ""],
    ["without setpriv", (folder: string) => pathWithout(folder, "setpriv")],
  ])("an arm in an endless loop ends, with what it started, %s", async (_how, path) => {
    const given = await setUp(["one", "forks-and-hangs"]);
    const child = measuring(given, path(given.folder));
    const arms = await inEndlessLoop(child.pid ?? 0);
    const marked = markedBy(child.pid ?? 0);
    const guardian = guardianOf(child.pid ?? 0);
    expect(marked.length).toBeGreaterThan(arms.length);
    expect(guardian).toHaveLength(1);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await allGone([...arms, ...marked, ...guardian])).toBe(true);
  });

  test("and its guardian with it: what is left is ended and named when the next measurement starts", async () => {
    const given = await setUp(["one", "two"]);
    // A process as an orchestrator leaves it that is gone, whose guardian was killed with it.
    const [space, , began] = newMarker().split("-");
    const dead = spawn("sleep", ["0"], { stdio: "ignore" });
    await once(dead, "exit");
    const marker = `${space}-${dead.pid}-${began}-00000001`;
    const stray = spawn("sleep", ["1000"], {
      stdio: "ignore",
      detached: true,
      env: { ...process.env, [MARKER]: marker },
    });
    onTestFinished(() => void stray.kill("SIGKILL"));
    // One of a living orchestrator (this process), and one of another container, which counts its processes anew.
    const others = [childEnvironment()[MARKER] ?? "", `1-${dead.pid}-${began}-00000001`].map((text) =>
      spawn("sleep", ["1000"], { stdio: "ignore", env: { ...process.env, [MARKER]: text } }),
    );
    for (const each of others) onTestFinished(() => void each.kill("SIGKILL"));
    const told: Progress[] = [];
    await measureJobs([given.request], {
      lockFolder: given.lockFolder,
      limits: shortLimits,
      onProgress: (progress) => told.push(progress),
    });
    // A busy machine may be warned of for other things.
    const ended = told.map(({ text }) => text).filter((text) => text.includes("earlier measurement"));
    expect(ended).toEqual([
      expect.stringMatching(
        new RegExp(
          `earlier measurement \\(process ${dead.pid}, which is gone\\) .*: sleep 1000 \\(pid ${stray.pid}\\)$`,
        ),
      ),
    ]);
    expect(await allGone([stray.pid ?? 0])).toBe(true);
    for (const { pid } of others) expect(readFileSync(`/proc/${pid}/stat`, "utf8")).not.toMatch(/\) Z /);
  });
});
