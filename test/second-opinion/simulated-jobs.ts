import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { count } from "../../kernel-lib/src/base/units.ts";
import { makePlan } from "../../kernel-lib/src/measure/plan/make-plan.ts";
import type { Plan } from "../../kernel-lib/src/measure/plan/plan.ts";
import { profiles } from "../../kernel-lib/src/measure/plan/profiles.ts";
import { type Random, random } from "../../kernel-lib/src/measure/plan/random.ts";
import type { LentRound } from "../../kernel-lib/src/measure/samples/lent-round.ts";
import { packSamples } from "../../kernel-lib/src/measure/samples/pack-samples.ts";
import type { ContestantSample, Round } from "../../kernel-lib/src/measure/samples/round.ts";
import { describeAB, normal } from "../measure/simulated.ts";

/** What each kind of simulated job is about; every one has its own random numbers of rounds, spreads and effects. */
export const scripts = [
  "faster",
  "slower",
  "no difference",
  "at the margin",
  "wide",
  "failed sentinel",
  "lent sentinel",
  "bimodal",
  "heavy tails",
  "slow turns",
  "quantised",
  "not measured",
  "few rounds",
  "waits",
  "pauses",
  "rare slow laps",
] as const;
export type Script = (typeof scripts)[number];

/** The error of one process's log time. */
type Shape = (chance: Random) => number;

const shapes: Readonly<Record<string, Shape>> = {
  bimodal: (chance) => normal(chance) / 5 + (chance.next() < 0.3 ? 3 : 0),
  "heavy tails": (chance) =>
    (normal(chance) * Math.sqrt(3)) / Math.hypot(normal(chance), normal(chance), normal(chance)),
  // Equal sums and values of 0, for the ties of the sign-flip test.
  quantised: (chance) => chance.below(5) - 2,
};

const pick = <T>(chance: Random, from: readonly [T, ...T[]]): T => from[chance.below(from.length)] ?? from[0];

/** Log ratio of `a` over `b`: mostly near the margins, where verdicts can go either way. */
function effectOf(script: Script, chance: Random): number {
  const size = pick(chance, [0.02, 0.03, 0.05, 0.3, 1]);
  if (script === "faster") return -size;
  if (script === "slower") return size;
  if (script === "no difference") return 0;
  return pick(chance, [0, 0.005, -0.01, 0.013, -0.02, 0.03, 0.1, -0.5]);
}

/** So many that a twentieth of the laps is one at either end. */
const TURNS = 24;

/** What befalls the turns of one process. */
interface Turns {
  /** One turn is longer by this share. */
  readonly slow: number;
  /** Share of each turn that others had the core for, the more the later; null: not known. */
  readonly waited: number | null;
  /** Every fifth turn is longer by this share, by a collection; null: not known. */
  readonly paused: number | null;
}

function contestant(id: string, log: number, { slow, waited, paused }: Turns, chance: Random): ContestantSample {
  const turn = 1e6 * Math.exp(log);
  const phase = chance.below(5);
  const longer = Array.from({ length: TURNS }, (_, place) => ((place + phase) % 5 === 0 ? turn * (paused ?? 0) : 0));
  // Turns differ, so that mean and median do too.
  const turns = longer.map(
    (pause, place) => pause + turn * (1 + place / 1000 + normal(chance) / 500 + (place === 1 ? slow : 0)),
  );
  return {
    id,
    calls: 1000,
    turns,
    leadIns: [],
    waits: waited === null ? null : turns.map((turn, place) => (turn * waited * place) / TURNS),
    pauses: paused === null ? null : longer,
    ...(paused === null || phase === 0 ? {} : { leadInPauses: { calls: 4_000, nanoseconds: turn * paused * phase } }),
    checked: true,
    warmUp: { milliseconds: 300, steady: true },
    collections: { count: 0, milliseconds: 0 },
    idleCpu: 0,
    tiers: null,
    findings: [],
  };
}

const environment: Round["environment"] = {
  steal: 0,
  foreignCpu: 0,
  pressure: 0,
  involuntarySwitches: 0,
  spin: [1e6, 1e6],
  freeMemoryBytes: 1,
  clockDrift: 0,
  quiet: true,
};

interface Simulated {
  readonly plan: Plan;
  readonly rounds: readonly Round[];
  readonly lent: readonly LentRound[];
}

function simulateJob(script: Script, seed: number): Simulated {
  const chance = random("second opinion", script, seed);
  const profile = pick(chance, [profiles.quick, profiles.quick, profiles.claim, profiles.smoke]);
  const decides = script === "not measured" || script === "few rounds" ? profile : { ...profile, decides: true };
  const described = describeAB(pick(chance, [["only"], ["only"], ["one", "two"]]), pick(chance, ["cpu", "allocation"]));
  const looks = profiles.quick.looks;
  const plan = makePlan({
    description: described,
    profile:
      profile.name === "smoke"
        ? { ...decides, looks: looks.slice(0, 3).map(count), spending: [0.3, 0.3, 0.4] }
        : decides,
    seed,
    notMeasured: script === "not measured" ? [{ arm: "b", case: pick(chance, ["*", "only"]), reason: "has none" }] : [],
  });
  const total =
    script === "few rounds"
      ? chance.below(15)
      : pick(chance, [15, 16, 20, 24, 27, 33, 40, chance.next() < 0.3 ? 95 : 41]);
  const effect = effectOf(script, chance);
  const spread = script === "wide" ? 0.05 + chance.next() / 5 : pick(chance, [0.002, 0.004, 0.008, 0.02]);
  const shape = shapes[script] ?? normal;
  const wrong = script === "failed sentinel" && chance.next() < 0.5;
  const known = script === "failed sentinel" && !wrong ? 1.2 : 1.03;
  const truth = (id: string) => {
    const own = id.startsWith("a") ? effect : 0;
    if (id.endsWith("+3%")) return own + Math.log(known);
    return id.endsWith("+again") ? own + (wrong ? 0.1 : 0) : own;
  };
  const roundOf = (group: Plan["groups"][number], number: number, without: (id: string) => boolean): Round => {
    const weather = normal(chance) / 10;
    return {
      schema: 4,
      group: group.name,
      number,
      core: 0,
      startedAt: new Date(number * 1000).toISOString(),
      seconds: 3,
      workSeconds: 2.8,
      contestants: group.contestants
        .filter(({ id }) => !without(id))
        .map(({ id }) => {
          const rare = script === "rare slow laps";
          const slow = (script === "slow turns" || rare) && id === "b" ? chance.next() : 0;
          const pauses = script === "pauses";
          const waited = (script === "waits" || pauses) && chance.next() < 0.9 ? chance.next() / 20 : null;
          const paused = rare ? 0 : pauses && chance.next() < 0.95 ? chance.next() / 2 : null;
          const turns = { slow, waited, paused };
          return contestant(id, truth(id) + weather + spread * shape(chance), turns, chance);
        }),
      environment,
    };
  };
  const borrows = script === "lent sentinel";
  // Own rounds of the sentinel from before it was lent: as many as the lent ones, or fewer.
  const few = borrows ? pick(chance, [0, 3, 15]) : 0;
  const rounds = Array.from({ length: total }, (_, number) =>
    plan.groups.map((group) =>
      roundOf(
        group,
        number,
        (id) => (borrows && number >= few && id.includes("+")) || (number % 11 === 10 && id === "a+3%"),
      ),
    ),
  ).flat();
  return { plan, rounds, lent: borrows ? lend(plan, pick(chance, [2, 14, 15, 30, total]), roundOf) : [] };
}

/** Rounds of another family's sentinel, whose contestants have other names. */
function lend(
  plan: Plan,
  total: number,
  roundOf: (group: Plan["groups"][number], number: number, without: () => boolean) => Round,
): readonly LentRound[] {
  const kind = plan.sentinels[0]?.kind ?? "cpu";
  const work = { arm: "other", case: "other", work: 1 };
  const group = { name: "other", contestants: ["x", "x+again", "x+3%"].map((id) => ({ id, ...work })) };
  const sentinel = { base: "x", again: "x+again", plus: "x+3%", known: 1.03 };
  return Array.from({ length: total }, (_, number) => ({
    schema: 1,
    kind,
    lentBy: "another",
    sentinel,
    round: roundOf(group, number, () => false),
  }));
}

const lines = (items: readonly unknown[]) => items.map((item) => `${JSON.stringify(item)}\n`).join("");

/** Writes a job's folder as a measurement would leave it, every third one packed; gives back its path. */
export function writeJob(root: string, script: Script, seed: number): string {
  const { plan, rounds, lent } = simulateJob(script, seed);
  const folder = join(root, `${script.replaceAll(" ", "-")}-${seed}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "plan.json"), `${JSON.stringify(plan)}\n`);
  writeFileSync(join(folder, "rounds.jsonl"), lines(rounds));
  if (lent.length > 0) writeFileSync(join(folder, "lent.jsonl"), lines(lent));
  if (seed % 3 === 0) packSamples(folder);
  return folder;
}
