import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { type JobRequest, measureJobs } from "../../kernel-lib/src/measure/measure-jobs.ts";
import type { Plan } from "../../kernel-lib/src/measure/plan/plan.ts";
import type { Progress } from "../../kernel-lib/src/measure/progress.ts";
import { readJob } from "../../kernel-lib/src/measure/samples/read-job.ts";
import { summarize } from "../../kernel-lib/src/measure/verdict/summarize.ts";
import { describeLoop, fourRounds, loopPlan, shortLimits, temporaryFolder } from "./loop-plan.ts";
import { measureOne } from "./measure-one.ts";
import { allGone, armsOf, cpuTicks } from "./processes.ts";

const measureScript = fileURLToPath(new URL("./fixtures/measure.mjs", import.meta.url));

async function setUp(arms: readonly string[], cases: readonly string[], profile?: Plan["profile"]) {
  const folder = temporaryFolder();
  const description = await describeLoop(join(folder, "described"));
  const plan = loopPlan(description, { arms, cases, ...(profile ? { profile } : {}) });
  const request = { plan, root: join(folder, "results", "jobs"), cases: description.folder };
  const options = { python: "python3", lockFolder: join(folder, "lock"), limits: shortLimits };
  return { folder, request, options, job: join(request.root, plan.hash) };
}

/** Measures in a process (and process group) of its own; `until` waits for a line of progress. */
function inAnotherProcess(request: JobRequest, options: { lockFolder: string; limits: object }) {
  mkdirSync(request.root, { recursive: true });
  const file = join(request.root, "request.json");
  writeFileSync(file, JSON.stringify({ ...request, lockFolder: options.lockFolder, limits: options.limits }));
  const child = spawn(process.execPath, [measureScript, file], { stdio: ["ignore", "pipe", "ignore"], detached: true });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const until = async (moment: string) => {
    for await (const line of createInterface({ input: child.stdout })) if (line === moment) return;
  };
  return { child, until };
}

describe("a whole job", () => {
  test("sound arms, in two languages: samples on disk, a result from them", async () => {
    const { request, options, job } = await setUp(["one", "twice", "python"], ["integers", "split-cut"]);
    const told: Progress[] = [];
    const outcome = await measureOne(request, { ...options, onProgress: (progress) => told.push(progress) });
    expect(outcome.folder).toBe(job);
    expect(readdirSync(job).sort()).toEqual([
      "cases",
      "environment.json",
      "plan.json",
      "rounds.jsonl.gz",
      "source.jsonl.gz",
      "state.json",
    ]);
    const read = readJob(job);
    expect(read.state).toMatchObject({ state: "finished", error: null, pid: process.pid });
    expect(read.environment).toMatchObject({ node: process.version, flags: ["--expose-gc", "--allow-natives-syntax"] });
    expect(read.rounds.map(({ group, number }) => `${group} ${number}`)).toEqual([
      "integers 0",
      "split-cut 0",
      "integers 1",
      "split-cut 1",
    ]);
    const [integers, split] = outcome.result.cases ?? [];
    expect(integers?.arms.map(({ name }) => name)).toEqual(["one", "twice", "python"]);
    for (const arm of integers?.arms ?? []) {
      expect(arm.median).toBeGreaterThan(0);
      expect(arm.p99).toBeGreaterThanOrEqual(arm.median);
      expect(arm.quantiles).toHaveLength(99);
      expect(arm.claimLane?.rounds).toBe(2);
    }
    expect(split).toMatchObject({ unit: "ns/call", kind: "allocation", delivery: "cut" });
    expect(integers?.ratios).toMatchObject([
      { claim: "loop/integers/twice", verdict: "undecided", reason: "profile decides nothing", rounds: 2 },
      { claim: "loop/integers/python", verdict: "undecided", rounds: 2 },
    ]);
    // The loop in Python takes some 20 times as long: the ratio's direction is right, however busy the machine is.
    expect(integers?.ratios.find(({ against }) => against === "python")?.ratio).toBeLessThan(0.9);
    expect(outcome.result.notMeasured).toEqual([
      { arm: "python", case: "split-cut", reason: "does not cut", cannotHold: true },
    ]);
    expect(outcome.result.sentinels.map(({ kind }) => kind)).toEqual(["cpu", "allocation"]);
    for (const phase of ["source", "rounds", "finished"]) expect(told.map((each) => each.phase)).toContain(phase);
    if (!read.environment) throw new Error("there is no environment");
    const again = summarize(
      read.plan,
      read.environment,
      read.rounds,
      read.sourceRuns,
      read.state?.notMeasured ?? [],
      read,
    );
    expect(JSON.stringify(again) === JSON.stringify(outcome.result)).toBe(true);
  });

  test("broken arms are named with the reason, and the others are measured", async () => {
    const broken = ["wrong", "lazy", "crashes", "hangs", "refuses", "throws"];
    const { request, options } = await setUp(["one", "twice", "prints", ...broken], ["integers"]);
    const outcome = await measureOne(request, options);
    const { result, warnings } = outcome;
    expect(result.notMeasured.map(({ arm }) => arm).sort()).toEqual([...broken].sort());
    expect(result.cases[0]?.ratios.map(({ against, verdict }) => `${against}: ${verdict}`).sort()).toEqual(
      [...broken.map((arm) => `${arm}: not measured`), "prints: undecided", "twice: undecided"].sort(),
    );
    expect(result.cases[0]?.ratios.find(({ against }) => against === "refuses")?.reason).toBe(
      "refuses: has no integers",
    );
    expect(result.rounds.total).toBe(2);
    expect(warnings.join("\n")).toContain("hello from the arm");
  });

  test("a finished job is summed up, not measured; measured again when asked to", async () => {
    const { request, options, job } = await setUp(["one", "twice"], ["integers"]);
    const first = await measureOne(request, options);
    const second = await measureOne(request, options);
    expect(second.result).toEqual(first.result);
    const third = await measureOne({ ...request, again: true }, options);
    expect(third.result.sampled).not.toEqual(first.result.sampled);
    expect(readJob(`${job}.previous`).rounds.at(-1)?.startedAt).toBe(first.result.sampled.to);
  });
});

test("lines cut off cleanly at a file's end are noticed: of a finished job, and of one that was interrupted", async () => {
  const { request, options, job } = await setUp(["one", "twice"], ["integers"], fourRounds);
  const stop = new AbortController();
  const onProgress = ({ phase, done }: Progress) => {
    if (phase === "rounds" && done === 2) stop.abort();
  };
  await expect(measureJobs([request], { ...options, signal: stop.signal, onProgress })).rejects.toThrow();
  const cutOne = (text: string) => text.replace(/[^\n]*\n$/, "");
  const file = join(job, "rounds.jsonl");
  const whole = readFileSync(file, "utf8");
  writeFileSync(file, cutOne(whole));
  const refused = { code: "job-broken", message: expect.stringMatching(/rounds\.jsonl has 1 lines, and had 2/) };
  expect(() => readJob(job)).toThrow(expect.objectContaining(refused));
  expect(await measureJobs([request], options)).toMatchObject([{ ok: false, error: refused }]);
  writeFileSync(file, whole);
  await measureJobs([request], options);
  const packed = `${file}.gz`;
  writeFileSync(packed, gzipSync(cutOne(gunzipSync(readFileSync(packed)).toString())));
  expect(() => readJob(job)).toThrow(
    expect.objectContaining({ code: "job-broken", message: expect.stringMatching(/has 3 lines, and had 4/) }),
  );
});

describe("interrupted", () => {
  test("by its signal: complete rounds are kept, no process is left, and it goes on afterwards", async () => {
    const { request, options, job } = await setUp(["one", "twice"], ["integers"], fourRounds);
    const stop = new AbortController();
    const onProgress = ({ phase, done }: Progress) => {
      if (phase === "rounds" && done === 2) stop.abort();
    };
    await expect(measureJobs([request], { ...options, signal: stop.signal, onProgress })).rejects.toMatchObject({
      code: "measurement-interrupted",
      data: { folders: [job] },
    });
    expect(await allGone(armsOf(process.pid))).toBe(true);
    expect(readJob(job)).toMatchObject({ state: { state: "interrupted" }, rounds: [{ number: 0 }, { number: 1 }] });
    const kept = readFileSync(join(job, "rounds.jsonl"), "utf8");
    await measureJobs([request], options);
    const { rounds, state } = readJob(job);
    expect(rounds.map(({ number }) => number)).toEqual([0, 1, 2, 3]);
    const written = kept
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rounds.slice(0, 2)).toEqual(written.map(({ check: _, ...round }) => round));
    expect(state?.state).toBe("finished");
  });

  test.skipIf(process.platform !== "linux")("by Ctrl-C, which reaches the whole group: no arm is blamed", async () => {
    const { request, options, job } = await setUp(["one", "twice"], ["integers"], fourRounds);
    const { child, until } = inAnotherProcess(request, options);
    await until("rounds 1");
    process.kill(-(child.pid ?? 0), "SIGINT");
    await once(child, "exit");
    expect(readJob(job).state).toMatchObject({ state: "interrupted", notMeasured: [] });
  });

  test.skipIf(process.platform !== "linux").each([
    ["twice", "rounds 2"],
    ["hangs", "source 1"],
  ])(
    "by SIGKILL (beside arm %s, at %s): no orphan, and it goes on with the same plan and order",
    async (arm, moment) => {
      const { request, options, job } = await setUp(["one", arm], ["integers"], fourRounds);
      const limits = { ...options.limits, check: 60_000 };
      const { child, until } = inAnotherProcess(request, { ...options, limits });
      await until(moment);
      // Between two rounds there is no child for a moment; an endless loop is known by the CPU time that it uses.
      let arms: readonly number[] = [];
      while (arms.length === 0 || (arm === "hangs" && !arms.some((pid) => cpuTicks(pid) > 60))) {
        arms = armsOf(child.pid ?? 0);
        await new Promise((done) => setImmediate(done));
      }
      child.kill("SIGKILL");
      expect(await allGone(arms)).toBe(true);
      expect(readJob(job).state?.state).toBe("running");
      await measureJobs([request], options);
      const { plan, rounds, state } = readJob(job);
      expect(plan).toEqual(JSON.parse(JSON.stringify(request.plan)));
      expect(state?.state).toBe("finished");
      expect(rounds.map(({ number }) => number)).toEqual(arm === "hangs" ? [] : [0, 1, 2, 3]);
      if (arm === "hangs") expect(state?.notMeasured).toMatchObject([{ arm: "hangs", case: "integers" }]);
    },
  );
});

describe("what is refused", () => {
  test("a results folder that cannot be written is named", async () => {
    const { folder, request, options } = await setUp(["one", "twice"], ["integers"]);
    writeFileSync(join(folder, "file"), "");
    await expect(measureOne({ ...request, root: join(folder, "file") }, options)).rejects.toMatchObject({
      code: "job-not-writable",
    });
  });
});
