import { ArmFailure } from "./arms/arm-failure.js";
import { runRound } from "./arms/run-round.js";
import type { Group, Plan } from "./plan/plan.js";
import type { Progress } from "./progress.js";
import type { RunningJob } from "./running-job.js";
import { isDecided } from "./verdict/judge-ratio.js";

/** A group that still needs rounds. */
interface Open {
  readonly job: RunningJob;
  readonly group: Group;
  readonly rounds: number;
}

/**
 * Measures rounds of all jobs' groups in turn, always of the group that has fewest, until every ratio is decided, its last look is taken
 * or its job's budget is spent. What follows next depends on the samples alone, so that a resumed run goes the same way.
 * @throws the signal's reason.
 */
export async function measureClaimLane(
  jobs: readonly RunningJob[],
  now: () => Date,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const decided = new DecidedRatios();
  for (;;) {
    const open = jobs.flatMap((job) => openGroups(job, decided));
    const [next] = [...open].sort((a, b) => a.rounds - b.rounds);
    if (!next) return;
    await oneRound(next, now, signal);
    const { job } = next;
    const progress = progressOf(
      job,
      open.filter((each) => each.job === job),
      next.group.name,
    );
    job.setProgress("rounds", progress.done, progress.total);
    onProgress(progress);
  }
}

async function oneRound({ job, group, rounds }: Open, now: () => Date, signal: AbortSignal | undefined): Promise<void> {
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
  } catch (error) {
    if (!(error instanceof ArmFailure)) throw error;
    job.leaveOut({ arm: error.arm, case: error.case, reason: error.reason });
  }
}

/** Remembers at how many rounds a group's ratios were looked at last, so that no look is computed twice. */
class DecidedRatios {
  readonly #seen = new Map<string, boolean>();

  all(job: RunningJob, group: string, claims: readonly string[], rounds: number): boolean {
    const look = job.plan.profile.looks.findLast((count) => count <= rounds) ?? 0;
    const key = JSON.stringify([job.plan.hash, group, claims, look]);
    const seen = this.#seen.get(key);
    if (seen !== undefined) return seen;
    const ratios = job.plan.ratios.filter(({ claim }) => claims.includes(claim));
    const all = ratios.every((ratio) => isDecided(job.plan, ratio, job.rounds));
    this.#seen.set(key, all);
    return all;
  }
}

/** The groups of a job that need another round, without the contestants that failed. */
function openGroups(job: RunningJob, decided: DecidedRatios): readonly Open[] {
  const { plan } = job;
  const spent = job.rounds.reduce((sum, { seconds }) => sum + seconds, 0);
  if (spent >= plan.profile.budget) return [];
  const last = plan.profile.looks.at(-1) ?? 0;
  const first = plan.profile.looks[0] ?? 0;
  return plan.groups.flatMap((group) => {
    const contestants = group.contestants.filter((each) => !job.isLeftOut(each.arm, each.case));
    const present = new Set(contestants.map(({ id }) => id));
    const rounds = job.rounds.filter((round) => round.group === group.name).length;
    const claims = plan.ratios
      .filter((ratio) => ratio.group === group.name && present.has(ratio.arm) && present.has(ratio.against))
      .map(({ claim }) => claim);
    const isControl = plan.sentinels.some((each) => each.group === group.name && present.has(each.base));
    const wantsRounds = claims.length > 0 && rounds < last && !decided.all(job, group.name, claims, rounds);
    const wantsControl = isControl && rounds < first && othersNeedControl(plan, job);
    return wantsRounds || wantsControl ? [{ job, group: { ...group, contestants }, rounds }] : [];
  });
}

/** True if any ratio of the plan can still be measured at all. */
const othersNeedControl = (plan: Plan, job: RunningJob): boolean =>
  plan.ratios.some((ratio) => {
    const group = plan.groups.find(({ name }) => name === ratio.group);
    return group?.contestants
      .filter(({ id }) => id === ratio.arm || id === ratio.against)
      .every((each) => !job.isLeftOut(each.arm, each.case));
  });

/** To do: each open group's rounds up to its next look, as far as the budget goes. */
function progressOf(job: RunningJob, open: readonly Open[], group: string): Progress {
  const { budget, looks } = job.plan.profile;
  const done = job.rounds.length;
  const spent = job.rounds.reduce((sum, { seconds }) => sum + seconds, 0);
  const perRound = done === 0 ? 0 : spent / done;
  const toLook = open.reduce((sum, { group: { name } }) => {
    const rounds = job.rounds.filter((round) => round.group === name).length;
    return sum + (looks.find((count) => count > rounds) ?? rounds) - rounds;
  }, 0);
  const left = Math.max(0, budget - spent);
  const toDo = perRound === 0 ? toLook : Math.min(toLook, Math.ceil(left / perRound));
  return {
    phase: "rounds",
    family: job.plan.family,
    done,
    total: done + toDo,
    secondsLeft: toDo * perRound,
    text: `${job.plan.family}: rounds of ${group} (${done}/${done + toDo} to the next look)`,
  };
}
