import { spawn } from "node:child_process";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { count } from "../../kernel-lib/src/base/units.ts";
import { findPlacement, parseCores } from "../../kernel-lib/src/measure/arms/pinning.ts";
import { measureJobs } from "../../kernel-lib/src/measure/measure-jobs.ts";
import { describeFamily } from "../../kernel-lib/src/measure/plan/describe-family.ts";
import { makePlan } from "../../kernel-lib/src/measure/plan/make-plan.ts";
import { readJob } from "../../kernel-lib/src/measure/samples/read-job.ts";
import type { RunningService } from "../../kernel-lib/src/measure/services/running-service.ts";
import { summarize } from "../../kernel-lib/src/measure/verdict/summarize.ts";
import { checkFamilyResult } from "../../kernel-lib/src/report/data/family-result-schema.ts";
import { everyArm } from "./every-arm.ts";
import { shortLimits, temporaryFolder } from "./loop-plan.ts";
import { measureOne } from "./measure-one.ts";

const file = fileURLToPath(new URL("./fixtures/scenes.ts", import.meta.url));

async function setUp(cases: readonly string[], runs = 1) {
  const folder = temporaryFolder();
  const description = await describeFamily(file, { into: join(folder, "described"), python: "python3" });
  const profile = { ...everyArm, scenarioRuns: count(runs) };
  const plan = makePlan({ description, profile, seed: 1, cases });
  const request = { plan, root: join(folder, "jobs"), cases: description.folder };
  const options = { python: "python3", lockFolder: join(folder, "lock"), limits: shortLimits };
  return { request, options, job: join(request.root, plan.hash) };
}

/** A service that only notes what is asked of it. */
function fakeService(change: Partial<RunningService> = {}) {
  const asked: string[] = [];
  const service: RunningService = {
    async database(name, schema) {
      asked.push(`database ${name.replace(/-[0-9a-f]{8}$/, "")}: ${schema}`);
      return "postgresql:///fake";
    },
    version: "Fake 1.2",
    pids: () => [],
    async stop() {
      asked.push("stop");
    },
    ...change,
  };
  const postgres = async () => {
    asked.push("start");
    return service;
  };
  return { asked, services: { postgres } };
}

describe("a scenario", () => {
  test("is played in fresh processes of each arm; its figures have means, intervals and ratios, run by run", async () => {
    const { request, options, job } = await setUp(["sums"], 3);
    const outcome = await measureOne(request, options);
    expect(checkFamilyResult(JSON.parse(JSON.stringify(outcome.result)), "result")).toBeTruthy();
    const [sums] = outcome.result.scenarios;
    expect(sums).toMatchObject({ scenario: "sums", load: null });
    const [size, twice] = sums?.metrics ?? [];
    expect(size?.arms).toEqual([
      {
        name: "ours",
        label: "ours",
        language: "typescript",
        values: [3, 3, 3],
        mean: 3,
        interval95: { low: 3, high: 3 },
      },
      {
        name: "late",
        label: "late",
        language: "typescript",
        values: [6, 6, 6],
        mean: 6,
        interval95: { low: 6, high: 6 },
      },
      {
        name: "python",
        label: "python",
        language: "python",
        values: [12, 12, 12],
        mean: 12,
        interval95: { low: 12, high: 12 },
      },
    ]);
    expect(size?.ratios).toMatchObject([
      { claim: "scenes/sums/size/late", arm: "ours", against: "late", ratio: expect.closeTo(0.5), runs: 3 },
      { claim: "scenes/sums/size/python", ratio: expect.closeTo(0.25) },
    ]);
    expect(twice?.ratios).toEqual([]);
    const reasons = Object.fromEntries(outcome.result.notMeasured.map((each) => [each.arm, each.reason]) ?? []);
    expect(reasons).toEqual({
      wrong: 'arm "wrong" at case "sums" answers 0 for "sums", expected 6',
      few: 'arm "few" at case "sums" comes to the figures ["size"] for "sums", expected ["size","twice"]',
      nan: 'arm "nan" at case "sums" comes to the figures size: NaN for "sums", expected ["size","twice"]',
      refuses: "has no scenes",
      "python-wrong": 'arm "python-wrong" at case "sums" answers 0 for "sums", expected 6',
      "python-few":
        'arm "python-few" at case "sums" comes to the figures ["size"] for "sums", expected ["size","twice"]',
    });
    const read = readJob(job);
    expect(read.scenarioRuns).toHaveLength(9);
    if (!read.environment) throw new Error("there is no environment");
    const { plan, environment, rounds, sourceRuns, state } = read;
    const again = summarize(plan, environment, rounds, sourceRuns, state?.notMeasured ?? [], read);
    expect(JSON.stringify(again) === JSON.stringify(outcome.result)).toBe(true);
  });

  test("every arm plays once whatever the budget says; further runs begin only if all of them are expected within it", async () => {
    const { request, options, job } = await setUp(["sums"], 3);
    const none = await measureJobs([request], { ...options, budget: { scenarioSeconds: 0 } });
    expect(none).toMatchObject([{ ok: true, result: { scenarios: [{ metrics: [{}, {}] }] } }]);
    const runsOf = () =>
      readJob(job)
        .scenarioRuns.map(({ arm, run }) => `${arm} ${run}`)
        .sort();
    expect(runsOf()).toEqual(["late 0", "ours 0", "python 0"]);
    await measureJobs([{ ...request, again: true }], { ...options, budget: { scenarioSeconds: 1000 } });
    expect(runsOf()).toHaveLength(9);
  });

  test("interrupted, it goes on with what is missing; a cut line is dropped", async () => {
    const { request, options, job } = await setUp(["sums"], 2);
    const stop = new AbortController();
    const interrupted = measureJobs([request], {
      ...options,
      signal: stop.signal,
      onProgress: ({ phase, done }) => {
        if (phase === "scenarios" && done === 2) stop.abort();
      },
    });
    await expect(interrupted).rejects.toMatchObject({ code: "measurement-interrupted" });
    const before = readJob(job).scenarioRuns;
    expect(before).toHaveLength(2);
    appendFileSync(join(job, "scenarios.jsonl"), '{"schema":1,"scen');
    await measureJobs([request], options);
    const after = readJob(job).scenarioRuns;
    expect(after.slice(0, 2)).toEqual(before);
    expect(after.map(({ arm, run }) => `${arm} ${run}`).sort()).toEqual([
      "late 0",
      "late 1",
      "ours 0",
      "ours 1",
      "python 0",
      "python 1",
    ]);
  });
});

describe("services", () => {
  test("one is started once, gives the family its own database, and is stopped", async () => {
    const { asked, services } = fakeService();
    const { request, options, job } = await setUp(["url", "connected"]);
    const outcome = await measureOne(request, { ...options, services });
    expect(asked).toEqual(["start", "database scenes: create table t (id int)", "stop"]);
    expect(outcome.result.notMeasured).toEqual([]);
    expect(outcome.result.cases[0]?.arms.map(({ name }) => name)).toEqual(["connects", "python-connects"]);
    expect(outcome.result.scenarios[0]?.metrics[0]?.arms[0]?.values).toEqual(["postgresql:///fake".length]);
    // Also for who reads the job later.
    expect(outcome.result.environment.services).toEqual({ postgres: "Fake 1.2" });
    expect(readJob(job).environment?.services).toEqual({ postgres: "Fake 1.2" });
  });

  test("one that dies, and cannot even be stopped, takes no other arm with it", async () => {
    const gone = () => {
      throw new Error("ENOENT: postmaster.pid");
    };
    const { services } = fakeService({ pids: gone, stop: async () => gone() });
    const { request, options } = await setUp(["connected", "sums"]);
    const outcome = await measureOne(request, { ...options, services });
    expect(outcome.result.scenarios.map(({ metrics }) => metrics[0]?.arms.length)).toEqual([3, 1]);
    expect(outcome.warnings.join("\n")).toContain("a service did not stop as it should: Error: ENOENT");
  });

  test("none is started where no case needs it", async () => {
    const { asked, services } = fakeService();
    const { request, options } = await setUp(["sums"]);
    await measureJobs([request], { ...options, services });
    expect(asked).toEqual([]);
  });

  test.each([
    [
      { postgres: () => Promise.reject(new Error("no account to run it")) },
      "PostgreSQL did not start: no account to run it",
    ],
    [{}, "PostgreSQL did not start: this measurement was given no way to start it"],
    [
      fakeService({ database: () => Promise.reject(new Error("syntax")) }).services,
      'PostgreSQL did not make the database of "scenes": syntax',
    ],
  ])("one that fails is the reason of what needs it, and all else goes on: %#", async (services, reason) => {
    const { request, options } = await setUp(["url", "connected", "sums"]);
    const outcome = await measureOne(request, { ...options, services });
    const needing = outcome.result.notMeasured.filter((each) => each.case !== "sums");
    expect(needing).toEqual([
      { case: "url", arm: "connects", reason },
      { case: "url", arm: "python-connects", reason },
      { case: "connected", arm: "connects", reason },
    ]);
    expect(outcome.result.scenarios[0]?.metrics[0]?.arms).toHaveLength(3);
  });
});

test.skipIf(findPlacement().cores.length < 2)(
  "a service's processes leave the core of the arms, and come back",
  async () => {
    const child = spawn("sleep", ["60"]);
    onTestFinished(() => {
      child.kill();
    });
    const pid = child.pid ?? 0;
    const coresOf = () =>
      parseCores(/^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "");
    // One that has ended between being listed and being bound does no harm.
    const placement = findPlacement(() => [pid, 2 ** 22 - 1]);
    const [core = 0] = placement.cores;
    const giveBack = await placement.leave(core);
    expect(coresOf()).toEqual(placement.cores.filter((each) => each !== core));
    await giveBack();
    expect(coresOf()).toEqual(placement.cores);
  },
);
