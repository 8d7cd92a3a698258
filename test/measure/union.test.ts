import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { count } from "../../kernel-lib/src/base/units.ts";
import { type JobRequest, measureJobs } from "../../kernel-lib/src/measure/measure-jobs.ts";
import type { Profile } from "../../kernel-lib/src/measure/plan/profile.ts";
import type { Progress } from "../../kernel-lib/src/measure/progress.ts";
import { readJob } from "../../kernel-lib/src/measure/samples/read-job.ts";
import { summarize } from "../../kernel-lib/src/measure/verdict/summarize.ts";
import { everyArm } from "./every-arm.ts";
import { describeLoop, loopPlan, shortLimits, temporaryFolder } from "./loop-plan.ts";

const threeRuns: Profile = { ...everyArm, ratios: "none", source: { ...everyArm.source, runs: count(3) } };
const oneRound: Profile = { ...everyArm, looks: [count(1)] };

/** Jobs of the fixture family under other names: the same arms, measured together. */
async function together(
  jobs: Readonly<Record<string, { arms: readonly string[]; cases: readonly string[] }>>,
  profile: Profile = everyArm,
) {
  const folder = temporaryFolder();
  const description = await describeLoop(join(folder, "described"));
  const requests = Object.entries(jobs).map(([family, part]): JobRequest => {
    const plan = loopPlan({ ...description, family }, { ...part, profile });
    return { plan, root: join(folder, "jobs"), cases: description.folder };
  });
  const options = { python: "python3", lockFolder: join(folder, "lock"), limits: shortLimits };
  return { folder, requests, options, job: (place: number) => join(folder, "jobs", requests[place]?.plan.hash ?? "") };
}

const sound = { arms: ["one", "twice"], cases: ["integers"] };

describe("sentinels are run once", () => {
  test("the first family lends its rounds; each result stays a function of its own folder", async () => {
    const { requests, options, job } = await together({ first: sound, second: sound, third: sound });
    const outcomes = await measureJobs(requests, options);
    const results = outcomes.map((each) => (each.ok ? each.result : undefined));
    expect(
      results.map((each) => each?.sentinels.map(({ kind, lentBy, rounds }) => ({ kind, lentBy, rounds }))),
    ).toEqual([
      [{ kind: "cpu", lentBy: null, rounds: 2 }],
      [{ kind: "cpu", lentBy: "first", rounds: 2 }],
      [{ kind: "cpu", lentBy: "first", rounds: 2 }],
    ]);
    expect(results[1]?.sentinels[0]?.same).toEqual(results[0]?.sentinels[0]?.same);
    expect(readJob(job(0)).rounds[0]?.contestants.map(({ id }) => id)).toEqual(["one", "one+3%", "one+again", "twice"]);
    const second = readJob(job(1));
    expect(second.rounds[0]?.contestants.map(({ id }) => id)).toEqual(["one", "twice"]);
    expect(second.lent.map(({ lentBy, round }) => `${lentBy} ${round.number} ${round.contestants.length}`)).toEqual([
      "first 0 3",
      "first 1 3",
    ]);
    if (!second.environment) throw new Error("there is no environment");
    const { plan, environment, rounds, sourceRuns, state } = second;
    const again = summarize(plan, environment, rounds, sourceRuns, state?.notMeasured ?? [], second);
    expect(JSON.stringify(again) === JSON.stringify(results[1])).toBe(true);
  });

  test("a family whose sentinel's arm fails lends none: the next one does", async () => {
    const broken = { arms: ["one", "twice"], cases: ["integers"] };
    const { requests, options } = await together({ first: broken, second: sound, third: sound });
    const [first, ...others] = requests;
    if (!first) throw new Error("there is no request");
    // The base of the sentinel is known not to be measurable before anything runs.
    const failing = { ...first.plan, notMeasured: [{ arm: "one", case: "integers", reason: "is out" }] };
    const { createHash } = await import("node:crypto");
    const { canonicalJson } = await import("../../kernel-lib/src/measure/plan/canonical-json.ts");
    const { hash: _, ...content } = failing;
    const hash = createHash("sha256").update(canonicalJson(content)).digest("hex");
    const outcomes = await measureJobs([{ ...first, plan: { ...content, hash } }, ...others], options);
    const lenders = outcomes.map((each) => (each.ok ? each.result.sentinels.map(({ lentBy }) => lentBy) : []));
    expect(lenders).toEqual([["second"], [null], ["second"]]);
  });
});

describe("one family fails in the middle", () => {
  test("its folder cannot be opened: the others are measured, and it says why", async () => {
    const { requests, options, job } = await together({ first: sound, second: sound, third: sound }, oneRound);
    const [one, other, last] = requests;
    if (!one || !other || !last) throw new Error("there are no requests");
    await measureJobs([other], options);
    const plan = join(job(1), "plan.json");
    writeFileSync(plan, readFileSync(plan, "utf8").replace('"seed":1', '"seed":2'));
    const outcomes = await measureJobs(requests, options);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, true]);
    expect(outcomes[1]).toMatchObject({ family: "second", error: { code: "job-broken" } });
  });

  test("its samples cannot be written once it runs: the others are measured, and its state says so", async () => {
    const { requests, options, job } = await together({ first: sound, second: sound }, oneRound);
    const { mkdirSync } = await import("node:fs");
    let spoiled = false;
    const outcomes = await measureJobs(requests, {
      ...options,
      onProgress: ({ phase }: Progress) => {
        if (phase !== "source" || spoiled) return;
        spoiled = true;
        mkdirSync(join(job(0), "rounds.jsonl"));
      },
    });
    expect(outcomes.map(({ ok }) => ok)).toEqual([false, true]);
    expect(outcomes[0]).toMatchObject({ family: "first", error: { code: "EISDIR" } });
    expect(outcomes[1]).toMatchObject({ result: { family: "second", rounds: { total: 1 } } });
  });
});

test("more ratios than the profile has claims, all families together, are refused before anything runs", async () => {
  const one = { ...everyArm, decides: true, claims: count(1) };
  const { requests, options } = await together({ first: sound, second: sound }, one);
  await expect(measureJobs(requests, options)).rejects.toMatchObject({
    code: "too-many-claims",
    message: expect.stringContaining("together the families want 2 ratios decided"),
  });
});

describe("budgets of the whole", () => {
  test("every family has its first run before any has its second, and none begins a further one over the budget", async () => {
    const { requests, options, job } = await together({ first: sound, second: sound }, threeRuns);
    const outcomes = await measureJobs(requests, { ...options, budget: { sourceSeconds: 0 } });
    for (const place of [0, 1]) expect(readJob(job(place)).sourceRuns.map(({ run }) => run)).toEqual([0, 0]);
    expect(outcomes[0]).toMatchObject({ result: { cases: [{ arms: [{ runs: 1 }, { runs: 1 }] }] } });

    const free = await together({ first: sound, second: sound }, threeRuns);
    const told: string[] = [];
    const onProgress = ({ phase, family }: Progress) => {
      if (phase === "source" && told.at(-1) !== family) told.push(family);
    };
    await measureJobs(free.requests, { ...free.options, onProgress });
    expect(told).toEqual(["first", "second", "first", "second", "first", "second"]);
    expect(readJob(free.job(1)).sourceRuns.map(({ run }) => run)).toEqual([0, 0, 1, 1, 2, 2]);
  });

  test("rounds stop when those of all jobs have taken theirs, and none begins that would end beyond", async () => {
    const { requests, options, job } = await together(
      { first: sound, second: sound },
      { ...everyArm, looks: [count(500)] },
    );
    await measureJobs(requests, { ...options, budget: { roundSeconds: 0.001 } });
    const roundsOf = (place: number) => readJob(job(place)).rounds;
    expect([0, 1].map((place) => roundsOf(place).length)).toEqual([0, 0]);
    const again = requests.map((request) => ({ ...request, again: true }));
    await measureJobs(again, { ...options, budget: { roundSeconds: 4 } });
    const rounds = [...roundsOf(0), ...roundsOf(1)];
    expect(rounds.length).toBeGreaterThan(0);
    expect(rounds.length).toBeLessThan(30);
    // With what lay between, the rounds of both jobs add up to the lane's wall time.
    const inOrder = rounds.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
    const ends = inOrder.map(({ startedAt, seconds }) => new Date(startedAt).getTime() / 1000 + seconds);
    const told = inOrder.slice(1).reduce((sum, { seconds, betweenSeconds = 0 }) => sum + seconds + betweenSeconds, 0);
    expect(Math.abs((ends.at(-1) ?? 0) - (ends[0] ?? 0) - told)).toBeLessThan(0.5);
  });
});
