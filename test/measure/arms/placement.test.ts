import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { findPlacement, parseCores } from "../../../kernel-lib/src/measure/arms/pinning.ts";
import { givenTo, startArm } from "../../../kernel-lib/src/measure/arms/start-arm.ts";
import type { PlacementKind } from "../../../kernel-lib/src/measure/environment/placement-kind.ts";
import { readJob } from "../../../kernel-lib/src/measure/samples/read-job.ts";
import { FamilyReport } from "../../../kernel-lib/src/report/family-report.ts";
import { describeLoop, loopPlan, shortLimits, temporaryFolder } from "../loop-plan.ts";
import { measureOne } from "../measure-one.ts";

const coresOf = (pid: number, thread: string) =>
  parseCores(
    /^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync(`/proc/${pid}/task/${thread}/status`, "utf8"))?.[1] ?? "",
  );

const sound = { arms: ["one", "twice"], cases: ["integers"] };

/** Cores of an arm's main thread and of its others, after it was started on the first core and moved to the second. */
async function moved(kind: PlacementKind) {
  const folder = temporaryFolder();
  const plan = loopPlan(await describeLoop(folder), sound);
  const placement = findPlacement(() => [], kind);
  const [first = null, second = null] = placement.cores;
  const starter = { plan, cases: folder, placement, python: "python3", limits: shortLimits, services: {} };
  const at = { arm: "one", case: "integers" };
  const arm = startArm(starter, at, first, 0);
  onTestFinished(() => arm.kill());
  await arm.request({ do: "prepare", ...givenTo(starter, at) });
  const pid = arm.pid ?? 0;
  await placement.move(pid, second);
  const others = readdirSync(`/proc/${pid}/task`).filter((thread) => thread !== String(pid));
  return { first, second, main: coresOf(pid, String(pid)), others: others.map((thread) => coresOf(pid, thread)) };
}

const all = findPlacement();

describe.skipIf(all.cores.length < 2)("which threads of an arm are bound to the measured core", () => {
  test("all", async () => {
    const { second, main, others } = await moved("all");
    expect(main).toEqual([second]);
    expect(others.length).toBeGreaterThan(0);
    for (const cores of others) expect(cores).toEqual([second]);
  });

  test("the main thread alone: the helpers stay where the arm was started", async () => {
    const { first, second, main, others } = await moved("main");
    expect(main).toEqual([second]);
    expect(others.length).toBeGreaterThan(0);
    for (const cores of others) expect(cores).toEqual([first]);
  });

  test("none: the scheduler places them", async () => {
    const { main, others } = await moved("scheduler");
    for (const cores of [main, ...others]) expect(cores).toEqual(all.cores);
  });

  test("it is recorded, and a job that began in one way is not gone on with in another", async () => {
    const folder = temporaryFolder();
    const description = await describeLoop(join(folder, "described"));
    const plan = loopPlan(description, sound);
    const request = { plan, root: join(folder, "jobs"), cases: description.folder };
    const options = { python: "python3", limits: shortLimits, lockFolder: join(folder, "lock") };
    const { result, folder: job } = await measureOne(request, { ...options, placement: "scheduler" });
    expect(result.environment).toMatchObject({ pinned: false, placement: "scheduler" });
    expect(readJob(job).rounds.map(({ core }) => core)).toEqual([null, null]);
    await expect(measureOne(request, options)).rejects.toMatchObject({
      code: "placement-changed",
      data: { folder: job, before: "scheduler", now: "all" },
    });
    const again = await measureOne({ ...request, again: true }, { ...options, placement: "main" });
    expect(again.result.environment).toMatchObject({ pinned: true, placement: "main" });
    expect(readJob(again.folder).rounds.map(({ core }) => core)).toEqual(all.cores.slice(0, 2));
  });
});

test("a machine that cannot bind: everything is measured, unbound, and it is said", async () => {
  const folder = temporaryFolder();
  const description = await describeLoop(join(folder, "described"));
  const plan = loopPlan(description, sound);
  const path = process.env.PATH;
  onTestFinished(() => {
    process.env.PATH = path;
  });
  // Neither taskset nor setpriv is found there, nor is anything else.
  process.env.PATH = join(folder, "empty");
  const { result, folder: job } = await measureOne(
    { plan, root: join(folder, "jobs"), cases: description.folder },
    { limits: shortLimits, lockFolder: join(folder, "lock") },
  );
  expect(result.environment).toMatchObject({ pinned: false, placement: "scheduler", git: null });
  expect(readJob(job).rounds.map(({ core }) => core)).toEqual([null, null]);
  expect(result.sentinels).toMatchObject([{ kind: "cpu", rounds: 2 }]);
  expect(result.sentinels[0]?.floor).toBeGreaterThan(0);
  expect(result.notMeasured).toEqual([]);
  expect(new FamilyReport(result).caveats().map(({ id }) => id)).toContain("not-pinned");
});
