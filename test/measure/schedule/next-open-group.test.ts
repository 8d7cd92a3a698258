import { expect, test } from "vitest";
import { count, seconds } from "../../../kernel-lib/src/base/units.ts";
import { Lending } from "../../../kernel-lib/src/measure/lending.ts";
import { OpenGroups } from "../../../kernel-lib/src/measure/open-groups.ts";
import { makePlan } from "../../../kernel-lib/src/measure/plan/make-plan.ts";
import type { Plan } from "../../../kernel-lib/src/measure/plan/plan.ts";
import { profiles } from "../../../kernel-lib/src/measure/plan/profiles.ts";
import type { RunningJob } from "../../../kernel-lib/src/measure/running-job.ts";
import type { Round } from "../../../kernel-lib/src/measure/samples/round.ts";
import { nextOpenGroup } from "../../../kernel-lib/src/measure/schedule/next-open-group.ts";
import { describeAB, simulate } from "../simulated.ts";

/** A job without a folder: what the choice reads of one. */
const jobOf = (plan: Plan, rounds: readonly Round[] = []) => {
  const job = { plan, rounds: [...rounds], lent: [] as unknown[], failure: null, isLeftOut: () => false };
  return { ...job, addLent: (round: unknown) => void job.lent.push(round) } as unknown as RunningJob;
};

const profile = {
  ...profiles.quick,
  looks: [4, 6, 9, 12].map(count),
  spending: [0.25, 0.25, 0.25, 0.25],
  budget: seconds(60),
};
const plans = [
  { family: "first", effect: 0.03, spread: 0.01 },
  { family: "second", effect: 0.012, spread: 0.008 },
].map(({ family, effect, spread }, place) => {
  const plan = makePlan({ description: { ...describeAB(["x", "y", "z"]), family }, profile, seed: 1 });
  return { plan, future: simulate(plan, { seed: 5 + place, rounds: 12, effect, spread }) };
});

test.each([
  ["a budget for all", 100],
  ["a budget each", null],
])("with %s it is kept within 5 %%, and a measurement that is resumed goes the same way", (_what, roundSeconds) => {
  const budgets = { sourceSeconds: 0, scenarioSeconds: 0, roundSeconds };
  const jobs = plans.map(({ plan }) => jobOf(plan));
  const lending = new Lending(jobs);
  const groups = new OpenGroups(lending);
  const spent = [0, 0];
  const sequence: string[] = [];
  for (;;) {
    const next = nextOpenGroup(jobs, groups, budgets);
    const resumed = jobs.map(({ plan, rounds }) => jobOf(plan, JSON.parse(JSON.stringify(rounds)) as Round[]));
    const same = nextOpenGroup(resumed, new OpenGroups(new Lending(resumed)), budgets);
    expect(`${same?.job.plan.family} ${same?.group.name}`).toBe(`${next?.job.plan.family} ${next?.group.name}`);
    if (next === null) break;
    const place = jobs.indexOf(next.job);
    const round = plans[place]?.future.find(({ group, number }) => group === next.group.name && number === next.rounds);
    if (!round) throw new Error("there is no such round");
    const present = next.group.contestants.map(({ id }) => id);
    const contestants = round.contestants.filter(({ id }) => present.includes(id));
    const taken = { ...round, contestants, seconds: 0.6 * contestants.length, betweenSeconds: 0.1 };
    next.job.rounds.push(taken);
    lending.passOn(next.job, taken);
    spent[place] = (spent[place] ?? 0) + taken.seconds + taken.betweenSeconds;
    sequence.push(`${next.job.plan.family} ${next.group.name}`);
  }
  expect(sequence.slice(0, 6)).toEqual(["first x", "first y", "first z", "second x", "second y", "second z"]);
  const all = (spent[0] ?? 0) + (spent[1] ?? 0);
  if (roundSeconds !== null) expect(all).toBeLessThanOrEqual(1.05 * roundSeconds);
  else for (const each of spent) expect(each).toBeLessThanOrEqual(1.05 * 60);
});
