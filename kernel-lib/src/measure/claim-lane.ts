import { ArmFailure } from "./arms/arm-failure.js";
import { type Ahead, startAhead } from "./arms/round-opening.js";
import { runRound } from "./arms/run-round.js";
import type { Budgets } from "./budgets.js";
import { Lending } from "./lending.js";
import type { Measurement } from "./measurement.js";
import { type OpenGroup, OpenGroups } from "./open-groups.js";
import type { Group } from "./plan/plan.js";
import type { RunningJob } from "./running-job.js";
import type { Round } from "./samples/round.js";
import { nextOpenGroup } from "./schedule/next-open-group.js";

/**
 * Measures rounds of all jobs' groups, until every ratio is decided, its last look is taken, or the budget is spent: in turn to the first look, then the widest of the
 * undecided first (`nextGroup`). The budget is one of wall time: with each round goes what lay between it and the one before. What follows next depends on the
 * samples alone, so that a resumed run goes the same way.
 * @param clock monotonic, milliseconds
 * @throws the signal's reason.
 */
export async function measureClaimLane(
  jobs: readonly RunningJob[],
  budgets: Budgets,
  measurement: Measurement,
  clock: () => number = () => performance.now(),
): Promise<void> {
  let mark = clock();
  const lending = new Lending(jobs);
  const groups = new OpenGroups(lending);
  measurement.forecast.roundsBegin(groups);
  /** Seconds since it was asked last. */
  const lap = () => {
    const before = mark;
    mark = clock();
    return (mark - before) / 1000;
  };
  let ahead: Ahead | null = null;
  try {
    for (;;) {
      const next = nextOpenGroup(jobs, groups, budgets);
      if (!next) return;
      const { job } = next;
      const started = ahead as Ahead | null;
      ahead = null;
      const startNext = async (elsewhere: number) => {
        const following = nextOpenGroup(jobs, groups, budgets, next);
        ahead = following && startedAhead(following, elsewhere);
        // What fails in it is its own round's to tell.
        await ahead?.ready.catch(() => {});
      };
      try {
        await job.guard(measurement.signal, () =>
          oneRound(next, lending, measurement, { lap, ahead: started, startNext }),
        );
      } finally {
        started?.process.kill();
      }
      if (job.failure !== null) continue;
      const open = groups.of(job);
      const done = job.rounds.length;
      const total = done + open.reduce((sum, { nextLook, rounds }) => sum + nextLook - rounds, 0);
      job.setProgress("rounds", done, total);
      const text = `${job.plan.family}: rounds of ${next.group.name} (${done}/${total} to the next look)`;
      measurement.tell({ phase: "rounds", family: job.plan.family, done, total, text });
    }
  } finally {
    (ahead as Ahead | null)?.process.kill();
  }
}

/** Null where it cannot be started: the group's own round says why, of the right job. */
function startedAhead({ job, group, rounds }: OpenGroup, elsewhere: number): Ahead | null {
  try {
    return startAhead(job.starter, group, rounds, elsewhere);
  } catch (error) {
    if (error instanceof ArmFailure) return null;
    throw error;
  }
}

interface AroundRound {
  /** Seconds since it was asked last. */
  readonly lap: () => number;
  readonly ahead: Ahead | null;
  readonly startNext: (elsewhere: number) => Promise<unknown>;
}

async function oneRound(
  { job, group, rounds }: OpenGroup,
  lending: Lending,
  { now, signal }: Measurement,
  { lap, ahead, startNext }: AroundRound,
): Promise<void> {
  try {
    const round = await runRound({
      ahead,
      onLastWarmUp: startNext,
      starter: job.starter,
      group,
      number: rounds,
      turn: job.turn,
      now,
      inspect: job.plan.profile.decides && (rounds === 0 || (rounds === 1 && flagged(job, group.name, 0).length > 0)),
      signal,
      onPrinted: ({ id }, text) => job.printed(`"${id}"`, text),
    });
    const whole = { ...round, betweenSeconds: Math.max(0, lap() - round.seconds) };
    job.addRound(whole);
    lending.passOn(job, whole);
    heedGuards(job, group, whole);
  } catch (error) {
    if (!(error instanceof ArmFailure)) throw error;
    job.leaveOut(error.notMeasured);
  }
}

/** What guards void in a group's round, as "contestant, guard" and the sentence. */
const flagged = (job: RunningJob, group: string, number: number) =>
  job.rounds
    .filter((round) => round.group === group && round.number === number)
    .flatMap(({ contestants }) =>
      contestants.flatMap(({ id, findings }) =>
        findings.filter(({ voids }) => voids).map(({ guard, text }) => ({ id, guard, text })),
      ),
    );

/**
 * What a guard voids in a group's first round is looked at again in the second, by another process: seen twice, the arm is not measured any further, as one
 * that answers wrong is not. Anything else that guards find is a warning.
 */
function heedGuards(job: RunningJob, group: Group, round: Round): void {
  for (const { id, findings } of round.contestants)
    for (const { guard, text } of findings) {
      const of = `"${id}" at "${group.name}" (${guard}): `;
      // Once: the numbers are others in each round.
      if (!job.warnings.some((warning) => warning.startsWith(of))) job.warn(`${of}${text}`);
    }
  if (round.number !== 1) return;
  const before = flagged(job, group.name, 0);
  for (const { id, guard, text } of flagged(job, group.name, 1)) {
    const contestant = group.contestants.find((each) => each.id === id);
    if (contestant && before.some((each) => each.id === id && each.guard === guard))
      job.leaveOut({ case: contestant.case, arm: contestant.arm, reason: `flagged (${guard}): ${text}` });
  }
}
