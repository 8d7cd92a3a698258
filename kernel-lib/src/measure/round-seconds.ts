import type { Group } from "./plan/plan.js";
import type { Profile } from "./plan/profile.js";
import type { RunningJob } from "./running-job.js";
import { mean } from "./stats/mean.js";
import { sample } from "./stats/sample.js";

/** Starting a process, preparing and checking its body: what of it the warm-up of the contestant before does not hide, seconds. */
const START = 0.15;

/** A contestant's time in a round before any round has told, seconds. */
export const plannedContestantSeconds = ({ warmUp, turnsPerRound, turn }: Profile): number =>
  START + (warmUp.atLeast + (turnsPerRound + 1) * turn) / 1000;

/**
 * Estimates how long a round of a group takes, seconds: the mean of the group's rounds so far; before its first, that of all rounds of all jobs for as many
 * contestants; before any, from the profile.
 */
export function roundSeconds(jobs: readonly RunningJob[]): (job: RunningJob, group: Group) => number {
  const all = jobs.flatMap(({ rounds }) => rounds);
  const contestants = all.reduce((sum, round) => sum + round.contestants.length, 0);
  const perContestant = all.reduce((sum, { seconds }) => sum + seconds, 0) / contestants;
  return (job, group) => {
    const own = job.rounds.filter((round) => round.group === group.name).map(({ seconds }) => seconds);
    if (own.length > 0) return mean(sample(own));
    const each = contestants === 0 ? plannedContestantSeconds(job.plan.profile) : perContestant;
    return each * group.contestants.length;
  };
}
