import type { Contestant, Group } from "../plan/plan.js";
import { type Random, random } from "../plan/random.js";
import type { ArmProcess } from "./arm-process.js";
import { type ArmStarter, givenTo, startArm } from "./start-arm.js";

/** Largest padding of the environment, bytes. */
const PADDING = 4_096;

/** A contestant whose answers are right. */
export interface Ready {
  readonly contestant: Contestant;
  readonly process: ArmProcess;
}

/** A contestant that is being started: its process is there at once, and has to be killed by whoever started it. */
export interface Starting {
  readonly process: ArmProcess;
  /** @throws ArmFailure */
  readonly ready: Promise<Ready>;
}

/** The first contestant of a round, started before the round: what nothing of the round itself could hide (0.2 of 2.5 s with four contestants). */
export interface Ahead extends Starting {
  /** Hash of the plan: groups of two families may have the same names. */
  readonly plan: string;
  readonly group: string;
  readonly number: number;
  readonly contestant: string;
}

/** What a round's seed says of its beginning: the same whether its first contestant was started ahead or not. */
export interface RoundOpening {
  readonly chance: Random;
  readonly order: readonly Contestant[];
  readonly core: number | null;
  /** Where contestants start; null where there is one core only, or none can be bound. */
  readonly elsewhere: number | null;
}

export function openRound({ plan, placement }: ArmStarter, group: Group, number: number): RoundOpening {
  const chance = random(plan.seed, group.name, number);
  const core = placement.cores[number % placement.cores.length] ?? null;
  const elsewhere = placement.cores.find((each) => each !== core) ?? null;
  return { chance, order: chance.shuffle(group.contestants), core, elsewhere };
}

/** Starts a contestant on a core: makes its body and checks its answers. A failure waits in `ready`. */
export function startContestant(
  starter: ArmStarter,
  contestant: Contestant,
  core: number | null,
  chance: Random,
): Starting {
  const process = startArm(starter, contestant, core, chance.below(PADDING));
  const ready = makeReady(starter, contestant, process);
  ready.catch(() => {});
  return { process, ready };
}

/** Takes what a start takes from a round's chance, where the start was made ahead. */
export const skipStart = (chance: Random): void => void chance.below(PADDING);

async function makeReady(starter: ArmStarter, contestant: Contestant, process: ArmProcess): Promise<Ready> {
  await process.request({ do: "prepare", ...givenTo(starter, contestant) });
  await process.request({ do: "check" });
  return { contestant, process };
}

/**
 * Starts the first contestant of a round that is expected to come next.
 * @param core one that is not measured now
 * @returns null where the group has no contestant
 * @throws ArmFailure "arm-cannot-start"
 */
export function startAhead(starter: ArmStarter, group: Group, number: number, core: number | null): Ahead | null {
  const { chance, order } = openRound(starter, group, number);
  const [first] = order;
  if (first === undefined) return null;
  const { hash: plan } = starter.plan;
  return { plan, group: group.name, number, contestant: first.id, ...startContestant(starter, first, core, chance) };
}
