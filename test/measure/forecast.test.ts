import { describe, expect, test } from "vitest";
import { count, seconds } from "../../kernel-lib/src/base/units.ts";
import { budgetsOf } from "../../kernel-lib/src/measure/budgets.ts";
import { Forecast } from "../../kernel-lib/src/measure/forecast.ts";
import { Lending } from "../../kernel-lib/src/measure/lending.ts";
import { OpenGroups } from "../../kernel-lib/src/measure/open-groups.ts";
import { makePlan } from "../../kernel-lib/src/measure/plan/make-plan.ts";
import type { Plan } from "../../kernel-lib/src/measure/plan/plan.ts";
import type { Profile } from "../../kernel-lib/src/measure/plan/profile.ts";
import { profiles } from "../../kernel-lib/src/measure/plan/profiles.ts";
import { random } from "../../kernel-lib/src/measure/plan/random.ts";
import type { RunningJob } from "../../kernel-lib/src/measure/running-job.ts";
import type { LentRound } from "../../kernel-lib/src/measure/samples/lent-round.ts";
import type { Round, SourceRun } from "../../kernel-lib/src/measure/samples/round.ts";
import type { ScenarioRun } from "../../kernel-lib/src/measure/samples/scenario-run.ts";
import { nextPlays } from "../../kernel-lib/src/measure/scenario-lane.ts";
import { nextOpenGroup } from "../../kernel-lib/src/measure/schedule/next-open-group.ts";
import { describeAB, simulate } from "./simulated.ts";

/** A job without a folder: what the lanes' decisions read of one. */
function simulatedJob(plan: Plan) {
  const lent: LentRound[] = [];
  return {
    plan,
    rounds: [] as Round[],
    sourceRuns: [] as SourceRun[],
    scenarioRuns: [] as ScenarioRun[],
    lent,
    failure: null,
    isLeftOut: () => false,
    addLent: (round: LentRound) => void lent.push(round),
  };
}

const asJobs = (jobs: readonly ReturnType<typeof simulatedJob>[]) => jobs as unknown as readonly RunningJob[];

const scenario = {
  name: "load",
  title: "Load",
  arms: ["a", "b"],
  metrics: [],
  data: "0",
  load: { paths: ["/"], connections: 1, rate: 10, seconds: 20, warmUpSeconds: 2 },
  runs: 1,
};

function planOf(family: string, cases: readonly string[], profile: Profile): Plan {
  const description = { ...describeAB(cases), family, scenarios: family === "first" ? [scenario] : [] };
  return makePlan({ description, profile, seed: 1 });
}

/** Plays a whole measurement, about as large as the report's, by a clock of its own; what was forecast at each step, and when. */
function play(effects: Readonly<Record<string, { effect: number; spread: number }>>, profile: Profile) {
  const families = Object.keys(effects);
  const jobs = families.map((family) => simulatedJob(planOf(family, ["u", "v", "w", "x", "y"], profile)));
  const budgets = budgetsOf(jobs.map(({ plan }) => plan));
  const forecast = new Forecast(asJobs(jobs), budgets);
  const chance = random("forecast");
  const told: { at: number; left: number }[] = [];
  let clock = 0;
  const step = (length: number) => {
    clock += length;
    told.push({ at: clock, left: forecast.secondsLeft });
  };
  for (let run = 0; run < profile.source.runs; run++)
    for (const job of jobs)
      for (const { arm, case: at } of job.plan.source) {
        if (run > 0 && clock >= budgets.sourceSeconds) break;
        const took = (job.plan.family === "first" ? 2 : 0.5) * (0.8 + 0.4 * chance.next());
        job.sourceRuns.push({ arm, case: at, run } as SourceRun);
        forecast.sourceTook(job.plan.family, took);
        step(took);
      }
  forecast.sourceEnded();
  for (;;) {
    const next = nextPlays(asJobs(jobs), budgets.scenarioSeconds);
    if (!next) break;
    const { job, scenario: played } = next;
    for (const { arm, run } of next.plays) {
      jobs[asJobs(jobs).indexOf(job)]?.scenarioRuns.push({
        scenario: played.name,
        arm,
        run,
        seconds: 24,
      } as ScenarioRun);
      forecast.scenarioTook(job.plan.family, played.name, 24);
      step(24);
    }
  }
  forecast.scenariosEnded();
  const lending = new Lending(asJobs(jobs));
  const groups = new OpenGroups(lending);
  forecast.roundsBegin(groups);
  const future = jobs.map((job) =>
    simulate(job.plan, { seed: 3, rounds: 135, ...(effects[job.plan.family] ?? { effect: 0, spread: 0.01 }) }),
  );
  for (;;) {
    const next = nextOpenGroup(asJobs(jobs), groups, budgets);
    if (!next) break;
    const place = asJobs(jobs).indexOf(next.job);
    const round = future[place]?.find(({ group, number }) => group === next.group.name && number === next.rounds);
    if (!round) throw new Error("there is no such round");
    const took = next.group.contestants.length * 0.7 * (0.9 + 0.2 * chance.next());
    const present = next.group.contestants.map(({ id }) => id);
    const contestants = round.contestants.filter(({ id }) => present.includes(id));
    const taken = { ...round, contestants, seconds: took };
    jobs[place]?.rounds.push(taken);
    lending.passOn(next.job, taken);
    step(took);
  }
  return { told, total: clock, jobs };
}

const worst = ({ told, total }: { told: readonly { at: number; left: number }[]; total: number }) =>
  Math.max(...told.filter(({ at }) => at >= total / 3).map(({ at, left }) => Math.abs(at + left - total) / total));

describe("the forecast of a whole measurement", () => {
  const quick = profiles.quick;

  test.each([
    ["all decided at the first look", { first: { effect: -0.5, spread: 0.01 }, second: { effect: 0.4, spread: 0.01 } }],
    [
      "the budget is spent",
      {
        first: { effect: 0.012, spread: 0.012 },
        second: { effect: 0.012, spread: 0.012 },
        third: { effect: -0.012, spread: 0.012 },
      },
    ],
  ])("is right within 20 % from the first third on: %s", (_what, effects) => {
    const played = play(effects, quick);
    expect(worst(played)).toBeLessThan(0.2);
    expect(played.told.at(-1)?.left).toBe(0);
  });

  test("keeps to the budgets of the whole", () => {
    const small = { ...quick, whole: { source: seconds(5), scenarios: seconds(60), rounds: seconds(40) } };
    const { jobs } = play({ first: { effect: 0, spread: 0.05 }, second: { effect: 0, spread: 0.05 } }, small);
    const spent = jobs.flatMap(({ rounds }) => rounds).reduce((sum, round) => sum + round.seconds, 0);
    expect(spent).toBeGreaterThan(30);
    expect(spent).toBeLessThan(44);
    for (const { sourceRuns, plan } of jobs)
      expect(sourceRuns.filter(({ run }) => run === 0)).toHaveLength(plan.source.length);
  });
});

test("scenarios: each is played once, in order; then the cheapest go on with all their runs, as far as the budget goes", () => {
  const costs: Readonly<Record<string, number>> = { dear: 10, cheap: 1, middle: 3 };
  const scenarios = Object.keys(costs).map((name) => ({ ...scenario, name, runs: 3 }));
  const description = { ...describeAB(["x"]), family: "first", scenarios };
  const job = simulatedJob(makePlan({ description, profile: profiles.quick, seed: 1 }));
  const playAll = (budget: number) => {
    const played: string[] = [];
    for (;;) {
      const next = nextPlays(asJobs([job]), budget);
      if (!next) return played;
      const { name } = next.scenario;
      for (const { arm, run } of next.plays) {
        job.scenarioRuns.push({ scenario: name, arm, run, seconds: costs[name] } as ScenarioRun);
        played.push(`${name} ${run}`);
      }
    }
  };
  const both = (names: readonly string[], runs: readonly number[]) =>
    names.flatMap((name) => runs.flatMap((run) => [`${name} ${run}`, `${name} ${run}`]));
  // The first runs take 28 s, two further ones 4 s (cheap), 12 s (middle) and 40 s (dear).
  expect(playAll(43)).toEqual([...both(["dear", "cheap", "middle"], [0]), ...both(["cheap"], [1, 2])]);
  expect(playAll(44)).toEqual(both(["middle"], [1, 2]));
  expect(playAll(83)).toEqual([]);
  expect(playAll(Number.POSITIVE_INFINITY)).toEqual(both(["dear"], [1, 2]));
});

test("where the budget does not suffice for all, those go on that can reach a look", () => {
  const profile = { ...profiles.quick, looks: [count(4), count(8)], spending: [0.5, 0.5] };
  const jobs = ["first", "second"].map((family) => simulatedJob(planOf(family, ["x", "y", "z"], profile)));
  const budgets = { sourceSeconds: 0, scenarioSeconds: 0, roundSeconds: 16 };
  const lending = new Lending(asJobs(jobs));
  const groups = new OpenGroups(lending);
  expect(asJobs(jobs).flatMap((job) => groups.of(job))).toHaveLength(6);
  const gone: string[] = [];
  for (let turn = 0; turn < 8; turn++) {
    const next = nextOpenGroup(asJobs(jobs), groups, budgets);
    if (!next) break;
    gone.push(`${next.job.plan.family} ${next.group.name}`);
    const [round] = simulate(next.job.plan, { seed: turn, rounds: 1, effect: 0, spread: 0.05 });
    if (!round) throw new Error("there is no round");
    const seconds = 0.615 * next.group.contestants.length;
    const taken = { ...round, group: next.group.name, number: next.rounds, seconds };
    next.job.rounds.push(taken);
    lending.passOn(next.job, taken);
  }
  // The sentinel's group, for which all wait, and one other, in turn: 4 and 2 contestants of some 0.6 s, 4 rounds each.
  expect(gone).toEqual(Array.from({ length: 4 }, () => ["first x", "first y"]).flat());
});
