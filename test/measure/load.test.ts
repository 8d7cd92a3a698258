import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { LoadSchedule } from "../../kernel-lib/src/measure/arms/load-schedule.ts";
import { LoadTally } from "../../kernel-lib/src/measure/arms/load-tally.ts";
import { describeFamily } from "../../kernel-lib/src/measure/plan/describe-family.ts";
import { makePlan } from "../../kernel-lib/src/measure/plan/make-plan.ts";
import { everyArm } from "./every-arm.ts";
import { shortLimits, temporaryFolder } from "./loop-plan.ts";
import { measureOne } from "./measure-one.ts";
import { allGone, armsOf } from "./processes.ts";

const file = fileURLToPath(new URL("./fixtures/servers.ts", import.meta.url));

async function measure(scenario: string) {
  const folder = temporaryFolder();
  const description = await describeFamily(file, { into: join(folder, "described"), python: "python3" });
  const plan = makePlan({ description, profile: everyArm, seed: 1, cases: [scenario] });
  const request = { plan, root: join(folder, "jobs"), cases: description.folder };
  const options = { python: "python3", lockFolder: join(folder, "lock"), limits: shortLimits };
  const outcome = await measureOne(request, options);
  const metrics = outcome.result.scenarios[0]?.metrics ?? [];
  const figure = (arm: string, metric: string) =>
    metrics.find(({ name }) => name === metric)?.arms.find(({ name }) => name === arm)?.mean ?? Number.NaN;
  return { outcome, metrics, figure };
}

describe("a load", () => {
  test("at a rate: sound servers, in two languages; errors are counted, a stall is charged for, broken arms are named", async () => {
    const { outcome, metrics, figure } = await measure("paced");
    expect(outcome.result.scenarios[0]?.load).toMatchObject({ rate: 500, seconds: 1, connections: 8 });
    expect(metrics[0]?.arms.map(({ name }) => name)).toEqual(["sound", "python", "errs", "stalls"]);
    for (const arm of ["sound", "python"]) {
      expect(figure(arm, "average-rps")).toBeGreaterThan(400);
      expect(figure(arm, "average-rps")).toBeLessThanOrEqual(500);
      expect(figure(arm, "peak-rps")).toBe(figure(arm, "average-rps"));
      expect(figure(arm, "error-rate")).toBe(0);
      expect(figure(arm, "p50")).toBeGreaterThan(0);
      expect(figure(arm, "p99")).toBeGreaterThanOrEqual(figure(arm, "p95"));
      expect(figure(arm, "cpu")).toBeGreaterThan(0);
      expect(figure(arm, "cpu-per-request")).toBeGreaterThan(0);
      expect(figure(arm, "memory")).toBeGreaterThan(5);
    }
    // Three of ten answers fail; the warm-up's are not counted.
    expect(figure("errs", "error-rate")).toBeGreaterThan(27);
    expect(figure("errs", "error-rate")).toBeLessThan(33);
    // 150 of 500 requests fell due while the server stood still: each is charged for its own wait, so one in 20 waited over 200 ms.
    expect(figure("stalls", "p95")).toBeGreaterThan(150);
    expect(figure("stalls", "error-rate")).toBe(0);
    const reasons = Object.fromEntries(outcome.result.notMeasured.map(({ arm, reason }) => [arm, reason]));
    expect(reasons).toEqual({
      wrong: expect.stringMatching(/^arm "wrong" at case "paced" answers 200 \{"path":"another"\} for "\/a", expected/),
      dies: expect.stringMatching(/^arm "dies" at case "paced": its process exited with code 9/),
      taken: expect.stringMatching(/^arm "taken" at case "paced" failed in serve: Error: listen EADDRINUSE/),
    });
    expect(await allGone(armsOf(process.pid))).toBe(true);
  });

  test("as many as the connections can", async () => {
    const { outcome, figure } = await measure("full");
    expect(outcome.result.notMeasured).toEqual([]);
    expect(figure("sound", "average-rps")).toBeGreaterThan(500);
    expect(figure("sound", "error-rate")).toBe(0);
  });
});

test("a schedule is even, whole, and knows when the generator was held up", () => {
  const schedule = new LoadSchedule(2500, 2);
  expect(schedule.total).toBe(5000);
  expect([0, 1, 2, 3, 4, 5].map((each) => schedule.intended(each))).toEqual([0, 1, 1, 2, 2, 2]);
  for (let now = 0; now < 2000; now++) {
    const due = schedule.due(now + 0.5);
    expect(schedule.intended(due - 1)).toBeLessThanOrEqual(now);
    if (due < schedule.total) expect(schedule.intended(due)).toBeGreaterThan(now);
  }
  expect(schedule.due(1e6)).toBe(5000);
  for (let now = 0; now <= 1000; now++) schedule.tick(now);
  expect(schedule.late).toBe(0);
  schedule.tick(2000);
  // All of the second second but its last 10 ms.
  expect(schedule.late).toBeCloseTo(0.495, 2);
});

test("a tally counts what came in time, the best second, and every kind of error", () => {
  const tally = new LoadTally(2);
  tally.response(0, 10, null);
  tally.response(500, 1500, null);
  tally.response(600, 1600, null);
  tally.response(1900, 2100, null);
  tally.response(700, 800, "status");
  tally.response(700, 900, "body");
  tally.error("connection");
  tally.error("time-out", 2);
  expect(tally.settled).toBe(9);
  expect(tally.result(9, { late: 0, busy: 0.5 })).toMatchObject({
    requests: 9,
    right: 4,
    inTime: 3,
    peak: 2,
    errors: { status: 1, body: 1, connection: 1, "time-out": 2 },
    latency: { p50: 200 },
    busy: 0.5,
  });
});
