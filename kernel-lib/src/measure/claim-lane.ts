import { ArmFailure } from "./arms/arm-failure.js";
import { runRound } from "./arms/run-round.js";
import { type Budgets, spentBy } from "./budgets.js";
import { Lending } from "./lending.js";
import type { Measurement } from "./measurement.js";
import { type OpenGroup, OpenGroups } from "./open-groups.js";
import { roundSeconds } from "./round-seconds.js";
import type { RunningJob } from "./running-job.js";

/** An estimate of what rounds take may be so much too high before a group is given up for it. */
const TOLERANCE = 1.1;

/**
 * Measures rounds of all jobs' groups in turn, always of the group that has fewest, until every ratio is decided, its last look is taken, or the budget
 * is spent: where what is left does not suffice for all to reach their next look, those that need least go on, since rounds that reach no
 * look decide nothing. What follows next depends on the samples alone, so that a resumed run goes the same way.
 * @throws the signal's reason.
 */
export async function measureClaimLane(
  jobs: readonly RunningJob[],
  budgets: Budgets,
  measurement: Measurement,
): Promise<void> {
  const lending = new Lending(jobs);
  const groups = new OpenGroups(lending);
  measurement.forecast.roundsBegin(groups);
  for (;;) {
    const open = jobs.flatMap((job) => groups.of(job));
    const [next] = affordable(open, jobs, budgets).toSorted((a, b) => a.rounds - b.rounds);
    if (!next) return;
    const { job } = next;
    await job.guard(measurement.signal, () => oneRound(next, lending, measurement));
    if (job.failure !== null) continue;
    const own = open.filter((each) => each.job === job);
    const done = job.rounds.length;
    const total = done + own.reduce((sum, { nextLook, rounds }) => sum + nextLook - rounds, 0) - 1;
    job.setProgress("rounds", done, total);
    const text = `${job.plan.family}: rounds of ${next.group.name} (${done}/${total} to the next look)`;
    measurement.tell({ phase: "rounds", family: job.plan.family, done, total, text });
  }
}

async function oneRound(
  { job, group, rounds }: OpenGroup,
  lending: Lending,
  { now, signal }: Measurement,
): Promise<void> {
  try {
    const round = await runRound({
      starter: job.starter,
      group,
      number: rounds,
      turn: job.turn,
      now,
      signal,
      onPrinted: ({ id }, text) => job.printed(`"${id}"`, text),
    });
    job.addRound(round);
    lending.passOn(job, round);
  } catch (error) {
    if (!(error instanceof ArmFailure)) throw error;
    job.leaveOut(error.notMeasured);
  }
}

/** Of the open groups those that reach their next look within the budget: those that others wait for first, then the cheapest. */
export function affordable(
  open: readonly OpenGroup[],
  jobs: readonly RunningJob[],
  { roundSeconds: together }: Budgets,
): readonly OpenGroup[] {
  const purses: (readonly RunningJob[])[] = together === null ? jobs.map((job) => [job]) : [jobs];
  const seconds = roundSeconds(jobs);
  return purses.flatMap((purse) => {
    const budget = together ?? purse[0]?.plan.profile.budget ?? 0;
    let left = (budget - spentBy(purse)) * TOLERANCE;
    const cost = ({ job, group, nextLook, rounds }: OpenGroup) => (nextLook - rounds) * seconds(job, group);
    const ordered = open
      .filter(({ job }) => left > 0 && purse.includes(job))
      .toSorted((a, b) => Number(b.control) - Number(a.control) || cost(a) - cost(b));
    const chosen = ordered.filter((each) => {
      if (cost(each) > left) return false;
      left -= cost(each);
      return true;
    });
    // The estimate may be wrong: what is left is given to the first of them.
    const going = chosen.length > 0 ? chosen : ordered.slice(0, 1);
    // In their own order, in which a sentinel's group comes before those that wait for it.
    return open.filter((each) => going.includes(each));
  });
}
