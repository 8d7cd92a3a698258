import { setImmediate } from "node:timers/promises";
import { cpuOfHelpers } from "../environment/cpu-of-helpers.js";
import { cpuOfTrees } from "../environment/cpu-of-trees.js";
import { watchRound } from "../environment/round-probe.js";
import { findingsOfRound } from "../guards/findings-of-round.js";
import { type ArmInspection, inspectArm } from "../guards/inspect-arm.js";
import { unequalFlags } from "../guards/unequal-flags.js";
import type { Contestant, Group } from "../plan/plan.js";
import type { Profile } from "../plan/profile.js";
import type { Random } from "../plan/random.js";
import type { ContestantSample, GuardFinding, Round } from "../samples/round.js";
import type { ArmProcess } from "./arm-process.js";
import { callsPerTurn, type TurnCalls } from "./calls-per-turn.js";
import { MOST_LITTER } from "./litter.js";
import type { Collections, ProcessUse, Replies } from "./protocol.js";
import { type Ahead, openRound, type Ready, skipStart, startContestant } from "./round-opening.js";
import type { ArmStarter } from "./start-arm.js";
import { turnOrder } from "./turn-order.js";

export interface RoundRequest {
  readonly starter: ArmStarter;
  readonly group: Group;
  readonly number: number;
  /** Length of a turn, milliseconds: the plan's, or more where the clock is coarse. */
  readonly turn: number;
  readonly now: () => Date;
  /** True: after its turns each process is looked at by the guards, some tenths of a second each. */
  readonly inspect?: boolean;
  /** The first contestant of this very round, started before it; whoever started it kills it where the round does not come. */
  readonly ahead?: Ahead | null;
  /** Called while the last contestant warms up, with the core where nothing is measured: may start the next round's first. Awaited before the turns. */
  readonly onLastWarmUp?: (elsewhere: number) => Promise<unknown>;
  readonly signal?: AbortSignal | undefined;
  /** Called with what an arm printed, which it should not. */
  readonly onPrinted?: (contestant: Contestant, text: string) => void;
}

/** A contestant at work, and what it has done so far. */
interface Runner extends Ready {
  readonly warmUp: Replies["warm-up"];
  readonly turns: number[];
  readonly leadIns: number[];
  /** Null once a turn did not tell. */
  waits: number[] | null;
  /** True where collections of other processes than its own may be in the turns. */
  helped: boolean;
}

/**
 * One round: a fresh process for each contestant, warmed up one after the other in random order on one core, then taking turns there. Each is started and
 * checked on another core, where there is one, while the one before it warms up: that halves what a contestant costs beside its turns,
 * and no counted call runs while anything starts. Whole or not at all: any failure ends every process and throws.
 * @throws ArmFailure naming the arm; the signal's reason.
 */
export async function runRound(request: RoundRequest): Promise<Round> {
  const { starter, group, number, signal } = request;
  const { plan, placement } = starter;
  signal?.throwIfAborted();
  const { chance, order, core, elsewhere } = openRound(starter, group, number);
  const startedAt = request.now().toISOString();
  const start = performance.now();
  const processes: ArmProcess[] = [];
  const kill = () => {
    for (const process of processes) process.kill();
  };
  const dying = () => kill();
  process.once("exit", dying);
  signal?.addEventListener("abort", kill, { once: true });
  let giveBack = async () => {};
  try {
    const begin = (contestant: Contestant): Promise<Ready> => {
      const { process, ready } = startContestant(starter, contestant, elsewhere ?? core, chance);
      processes.push(process);
      return ready;
    };
    const [first] = order;
    const runners: Runner[] = [];
    // Else the first one starts while this process leaves the core and looks at the machine: 30 of 200 ms.
    let coming =
      takeAhead(request, first, chance, processes) ?? (elsewhere === null || !first ? undefined : begin(first));
    giveBack = await placement.leave(core);
    const watch = await watchRound({ ...placement, onCore: (work) => placement.visit(core, work) });
    // What a process that was started ahead used before is not of this round.
    const earlier = cpuOfTrees(processes.flatMap(({ pid }) => pid ?? []))?.[0] ?? 0;
    let worked = 0;
    for (const [place, contestant] of order.entries()) {
      signal?.throwIfAborted();
      const ready = await (coming ?? begin(contestant));
      const following = order[place + 1];
      coming = elsewhere === null || !following ? undefined : begin(following);
      const next = following || elsewhere === null ? undefined : request.onLastWarmUp?.(elsewhere);
      // Awaited below; where the warm-up fails first, that is what is told.
      next?.catch(() => {});
      if (ready.process.pid !== null) await placement.move(ready.process.pid, core);
      const began = performance.now();
      runners.push(await warmUp(request, ready));
      worked += performance.now() - began;
      await next;
    }
    const calls = callsPerTurn(
      runners.map(({ contestant, warmUp }) => ({ perCall: warmUp.perCall, work: contestant.work })),
      request.turn * 1e6,
      plan.profile.leadIn,
    );
    const before = runners.map(({ process }) => process.printedCharacters);
    const noteHelpers = watchHelpers(request, runners);
    const began = performance.now();
    await takeTurns(request, runners, calls, chance);
    worked += performance.now() - began;
    noteHelpers();
    // What was printed meanwhile lies in the pipes, and is read in this turn of the loop or the next.
    await setImmediate();
    await setImmediate();
    const printed = runners.map(({ contestant, process }, place): [string, number] => [
      contestant.id,
      process.printedCharacters - (before[place] ?? 0),
    ]);
    const findings = request.inspect ? await inspectAll(starter, runners, chance) : [];
    const used = await Promise.all(runners.map((runner) => finish(request, runner)));
    const round: Round = {
      schema: 4,
      group: group.name,
      number,
      core,
      startedAt,
      seconds: (performance.now() - start) / 1000,
      workSeconds: worked / 1000,
      contestants: runners
        .map((runner, place) => sampleOf(runner, calls[place], used[place], findings[place]))
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
      environment: await watch.stop(useOf(used, earlier)),
    };
    return withFindings(round, findingsOfRound(round, Object.fromEntries(printed)));
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    kill();
    process.off("exit", dying);
    signal?.removeEventListener("abort", kill);
    await giveBack();
  }
}

const withFindings = (round: Round, found: ReturnType<typeof findingsOfRound>): Round => ({
  ...round,
  contestants: round.contestants.map((each) => ({
    ...each,
    findings: [...each.findings, ...(found.get(each.id) ?? [])],
  })),
});

/** The contestant that was started ahead, with the draw that its start took from the round's chance; undefined where it is not this round's. */
function takeAhead(
  { starter, ahead, group, number }: RoundRequest,
  first: Contestant | undefined,
  chance: Random,
  processes: ArmProcess[],
): Promise<Ready> | undefined {
  if (!ahead || ahead.plan !== starter.plan.hash || ahead.group !== group.name) return undefined;
  if (ahead.number !== number || ahead.contestant !== first?.id) return undefined;
  skipStart(chance);
  processes.push(ahead.process);
  return ahead.ready;
}

async function warmUp({ starter, turn }: RoundRequest, ready: Ready): Promise<Runner> {
  const { turn: stretch, atLeast, atMost } = starter.plan.profile.warmUp;
  const warmUp = await ready.process.request({ do: "warm-up", turn: Math.max(stretch, turn), atLeast, atMost });
  return { ...ready, warmUp, turns: [], leadIns: [], waits: [], helped: false };
}

async function finish({ onPrinted }: RoundRequest, { process, contestant }: Runner): Promise<Replies["finish"]> {
  const use = await process.request({ do: "finish" });
  if (process.printed !== "") onPrinted?.(contestant, process.printed);
  return use;
}

/** CPU time of a process's helpers that is not a tick's rounding, milliseconds. */
const HELPED = 30;

/**
 * Only where all threads are bound to one core is what the main thread waited, less what its own threads computed, what others had; and what an arm's own
 * processes computed is not others'. A program's and a helper's collections are not seen. The returned function, called after the turns,
 * notes of whom that is so.
 */
function watchHelpers({ starter }: RoundRequest, runners: readonly Runner[]): () => void {
  const { placement, plan } = starter;
  const isProgram = ({ contestant }: Runner) =>
    plan.arms.find(({ name }) => name === contestant.arm)?.language === "command";
  const look = () => cpuOfHelpers(runners.map(({ process }) => process.pid ?? 0));
  const before = look();
  return () => {
    const after = look();
    for (const [place, runner] of runners.entries()) {
      const computed = before === null || after === null || (after[place] ?? 0) - (before[place] ?? 0) >= HELPED;
      runner.helped = computed || isProgram(runner);
      if (computed || placement.kind !== "all") runner.waits = null;
    }
  };
}

/** As many turns as the profile says, or as fill the same time where the slowest contestant's single call is longer than a turn. */
function turnsOf({ turnsPerRound, leastTurns }: Profile, turn: number, runners: readonly Runner[]): number {
  const slowest = Math.max(...runners.map(({ warmUp }) => warmUp.perCall / 1e6));
  return Math.max(leastTurns, Math.floor(turnsPerRound * Math.min(1, turn / slowest)));
}

/**
 * Before its turns every process collects its garbage, while no clock runs, and then works for as long as a turn of the warm-up, which is not counted: a full collection
 * clears the shapes of which no object lives, and with them optimised code (memoirist, whose params live for one call: the 5 ms after
 * a collection took 2 to 3 times as long). Collecting again between turns would charge one arm for what the harness does.
 */
async function takeTurns(
  { starter, turn }: RoundRequest,
  runners: readonly Runner[],
  calls: readonly TurnCalls[],
  chance: Random,
): Promise<void> {
  for (const runner of runners) await collect(runner, chance);
  const longer = Math.max(1, starter.plan.profile.warmUp.turn / turn);
  for (const [place, { process }] of runners.entries()) await settle(process, calls[place], longer);
  for (const order of turnOrder(runners.length, turnsOf(starter.plan.profile, turn, runners), chance))
    for (const place of order) {
      const runner = runners[place];
      const planned = calls[place];
      if (!runner || !planned) continue;
      const took = await runner.process.request({ do: "turn", leadIn: planned.leadIn, calls: planned.done });
      runner.turns.push(Math.round(took.counted));
      runner.leadIns.push(Math.round(took.leadIn));
      if (took.waited === null) runner.waits = null;
      else runner.waits?.push(Math.round(took.waited));
    }
}

/**
 * What the guards find in each process, in the runners' order; how their processes run is compared among them. Of those that run one arm at one case (a
 * sentinel's) the first is inspected: the others time the same work.
 */
async function inspectAll(
  { plan }: ArmStarter,
  runners: readonly Runner[],
  chance: Random,
): Promise<readonly (readonly GuardFinding[])[]> {
  const inspected = new Map<string, ArmInspection & { readonly id: string }>();
  for (const { process, contestant, warmUp } of runners.toSorted((a, b) =>
    a.contestant.id < b.contestant.id ? -1 : 1,
  )) {
    const { id, arm } = contestant;
    const seed = chance.below(2 ** 31);
    if (inspected.has(workOf(contestant))) continue;
    const caches = plan.arms.find(({ name }) => name === arm)?.features?.caches === true;
    inspected.set(workOf(contestant), {
      id,
      ...(await inspectArm(process, { perCall: warmUp.perCall, seed, caches })),
    });
  }
  const unequal = unequalFlags([...inspected.values()]);
  return runners.map(({ contestant }) => {
    const own = inspected.get(workOf(contestant));
    return own?.id === contestant.id ? [...own.findings, ...unequal] : [];
  });
}

const workOf = ({ arm, case: at }: Contestant): string => JSON.stringify([arm, at]);

async function settle(process: ArmProcess, planned: TurnCalls | undefined, times: number): Promise<void> {
  if (!planned) return;
  await process.request({ do: "turn", leadIn: planned.leadIn, calls: Math.ceil(planned.done * times) });
}

async function collect({ process }: Runner, chance: Random): Promise<void> {
  await process.request({ do: "collect", litter: chance.below(MOST_LITTER) });
}

function sampleOf(
  runner: Runner,
  calls: TurnCalls | undefined,
  used: Replies["finish"] | undefined,
  findings: readonly GuardFinding[] = [],
): ContestantSample {
  const { contestant, turns, leadIns, waits, helped, warmUp } = runner;
  if (!calls || !used) throw new RangeError(`contestant "${contestant.id}" has no calls`);
  // The turns before these settled the process, and are not counted.
  const collections = used.collections.slice(-turns.length);
  const counted = together(collections.map((each) => each.counted));
  const before = together(collections.map((each) => each.leadIn));
  return {
    id: contestant.id,
    calls: calls.reported,
    turns,
    leadIns,
    waits,
    pauses: helped ? null : turns.map((turn, place) => Math.min(turn, pauseOf(collections[place]?.counted))),
    leadInPauses: helped
      ? null
      : { calls: (turns.length * calls.leadIn * calls.reported) / calls.done, nanoseconds: pauseOf(before) },
    checked: true,
    warmUp: { milliseconds: Math.round(warmUp.milliseconds), steady: warmUp.steady },
    collections: counted,
    idleCpu: used.idleCpu,
    tiers: warmUp.tier === null || used.tier === null ? null : { before: warmUp.tier, after: used.tier },
    findings,
  };
}

const together = (collections: readonly Collections[]): Collections => ({
  count: collections.reduce((sum, { count }) => sum + count, 0),
  milliseconds: collections.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
});

const pauseOf = (collections: Collections | undefined): number => Math.round((collections?.milliseconds ?? 0) * 1e6);

function useOf(used: readonly ProcessUse[], earlier: number): { cpu: number; involuntarySwitches: number | null } {
  const switches = used.map((each) => each.involuntarySwitches);
  return {
    cpu: used.reduce((sum, each) => sum + each.cpu, 0) - earlier,
    involuntarySwitches: switches.includes(null) ? null : switches.reduce<number>((sum, each) => sum + (each ?? 0), 0),
  };
}
