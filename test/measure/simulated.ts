import type { Environment } from "../../kernel-lib/src/measure/environment/environment.ts";
import type { FamilyDescription } from "../../kernel-lib/src/measure/plan/family-description.ts";
import { makePlan } from "../../kernel-lib/src/measure/plan/make-plan.ts";
import type { Plan } from "../../kernel-lib/src/measure/plan/plan.ts";
import { profiles } from "../../kernel-lib/src/measure/plan/profiles.ts";
import { type Random, random } from "../../kernel-lib/src/measure/plan/random.ts";
import type { ContestantSample, Round } from "../../kernel-lib/src/measure/samples/round.ts";
import type { FamilyResult } from "../../kernel-lib/src/measure/verdict/family-result.ts";
import { summarize } from "../../kernel-lib/src/measure/verdict/summarize.ts";

/** A described family of two arms, `a` and `b`, and the given cases with one headline ratio each. */
export const describeAB = (cases: readonly string[], kind: "cpu" | "allocation" = "cpu"): FamilyDescription => ({
  family: "simulated",
  title: "Simulated",
  operation: "call",
  familyFile: "/nowhere/simulated.ts",
  arms: [
    { name: "a", language: "typescript" },
    { name: "b", language: "typescript" },
  ],
  cases: cases.map((name) => ({ name, title: name, kind, delivery: "as-is" as const, data: "0", inputs: 1 })),
  scenarios: [],
  postgres: null,
  ratios: cases.map((name) => ({ case: name, arm: "a", against: "b", headline: true })),
  inputs: {},
  folder: "/nowhere",
});

export const planAB = (cases: readonly string[] = ["only"], profile = profiles.quick): Plan =>
  makePlan({ description: describeAB(cases), profile, seed: 1 });

export const environment: Environment = {
  node: "v26.10.0",
  v8: "14",
  os: "Linux",
  cpu: "simulated",
  cores: 2,
  memoryBytes: 1,
  python: null,
  pinned: true,
  clockStep: 20,
  clockSource: "tsc",
  virtualMachine: true,
  flags: [],
  git: null,
  recordedAt: "2026-01-01T00:00:00.000Z",
};

/** A standard normal number (Box and Muller). */
export const normal = (chance: Random): number =>
  Math.sqrt(-2 * Math.log(1 - chance.next())) * Math.cos(2 * Math.PI * chance.next());

export interface Simulation {
  readonly seed: number;
  readonly rounds: number;
  /** True log ratio of `a` over `b`. */
  readonly effect: number;
  /** Standard deviation of one process's log time. */
  readonly spread: number;
  /** Log ratio of `b`'s mean turn over its median turn. */
  readonly tail?: number;
  /** True ratio of the +3 % sentinel, 1.03. */
  readonly known?: number;
  /** True ratio of the A/A sentinel, 1. */
  readonly again?: number;
}

const TURNS = 8;

function contestant(id: string, log: number, tail: number, place: number): ContestantSample {
  const turn = 1e6 * Math.exp(log);
  // One slow turn lifts the mean over the median by exp(tail).
  const slow = turn * (1 + TURNS * Math.expm1(tail));
  return {
    id,
    calls: 1000,
    turns: Array.from({ length: TURNS }, (_, at) => (at === place % TURNS ? slow : turn)),
    leadIns: Array.from({ length: TURNS }, () => turn / 5),
    waits: null,
    pauses: null,
    checked: true,
    warmUp: { milliseconds: 300, steady: true },
    collections: { count: 0, milliseconds: 0 },
    idleCpu: 0,
    tiers: { before: "turbofan", after: "turbofan" },
    findings: [],
  };
}

/** Rounds of every group of a plan, each process with its own normal error, all contestants of a round under a common one. */
export function simulate(plan: Plan, simulation: Simulation): readonly Round[] {
  const { effect, spread, tail = 0, known = 1.03, again = 1 } = simulation;
  const chance = random("simulation", simulation.seed);
  const truth = (id: string) => {
    if (id.endsWith("+3%")) return effect + Math.log(known);
    if (id.endsWith("+again")) return effect + Math.log(again);
    return id.startsWith("a") ? effect : 0;
  };
  return Array.from({ length: simulation.rounds }, (_, number) =>
    plan.groups.map((group): Round => {
      const weather = normal(chance) / 10;
      return {
        schema: 4,
        group: group.name,
        number,
        core: 0,
        startedAt: new Date(number * 1000).toISOString(),
        seconds: 3,
        workSeconds: 2.8,
        contestants: group.contestants.map(({ id }) =>
          contestant(id, truth(id) + weather + spread * normal(chance), id === "b" ? tail : 0, number),
        ),
        environment: {
          steal: 0,
          foreignCpu: 0,
          pressure: 0,
          involuntarySwitches: 0,
          spin: [1e6, 1.01e6],
          freeMemoryBytes: 1,
          clockDrift: 0,
          quiet: true,
        },
      };
    }),
  ).flat();
}

export const judge = (plan: Plan, rounds: readonly Round[]): FamilyResult =>
  summarize(plan, environment, rounds, [], []);

/** The one ratio of `planAB()`. */
export function ratioOf(result: FamilyResult) {
  const ratio = result.cases[0]?.ratios[0];
  if (!ratio) throw new Error("there is no ratio");
  return ratio;
}
