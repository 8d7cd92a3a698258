import type { Group } from "./plan/plan.js";
import type { Profile } from "./plan/profile.js";
import type { RunningJob } from "./running-job.js";
import type { Round } from "./samples/round.js";
import { median } from "./stats/median.js";
import { sample } from "./stats/sample.js";

/** Starting a process, preparing and checking its body: what of it the warm-up of the contestant before does not hide, seconds. */
const START = 0.15;
/** Neighbours slow a core by so much for seconds at a time (measured on 2 vCPUs): no round is expected to take longer than this times the fastest of its kind. */
const SLOWEST = 1.6;

/** A contestant's time in a round before any round has told, seconds. */
export const plannedContestantSeconds = ({ warmUp, turnsPerRound, turn }: Profile): number =>
  START + (warmUp.atLeast + (turnsPerRound + 1) * turn) / 1000;

/** What one more round of a group takes, what lies before it included. */
export interface RoundEstimate {
  readonly seconds: number;
  readonly secondsAtWorst: number;
}

/** Sums of some rounds. */
interface Seen {
  times: number;
  seconds: number;
  contestants: number;
  fastest: number;
  /** The most that a contestant took, its round's time divided evenly. */
  dearest: number;
}

/**
 * Estimates how long a round of a group takes, seconds: the mean of the group's rounds so far; before its first, that of all rounds of all jobs for as many
 * contestants; before any, from the profile. At worst 1.6 times the group's fastest; before its first, of the dearest contestant of all. To both comes the median of
 * what lay between rounds. Goes through all rounds once, O(rounds), then answers in O(1).
 */
export function roundSeconds(jobs: readonly RunningJob[]): (job: RunningJob, group: Group) => RoundEstimate {
  const all = nothing();
  const byGroup = new Map<RunningJob, Map<string, Seen>>();
  const between: number[] = [];
  for (const job of jobs) {
    const own = new Map<string, Seen>();
    byGroup.set(job, own);
    for (const round of job.rounds) {
      const seen = own.get(round.group) ?? nothing();
      own.set(round.group, seen);
      add(seen, round);
      add(all, round);
      if (round.betweenSeconds !== undefined) between.push(round.betweenSeconds);
    }
  }
  const beside = between.length === 0 ? 0 : median(sample(between));
  return (job, group) => {
    const own = byGroup.get(job)?.get(group.name);
    if (own !== undefined)
      return { seconds: beside + own.seconds / own.times, secondsAtWorst: beside + SLOWEST * own.fastest };
    const planned = plannedContestantSeconds(job.plan.profile);
    const usual = all.times === 0 ? planned : all.seconds / all.contestants;
    const dearest = all.times === 0 ? planned : all.dearest;
    const { length } = group.contestants;
    return { seconds: beside + length * usual, secondsAtWorst: beside + SLOWEST * length * dearest };
  };
}

const nothing = (): Seen => ({ times: 0, seconds: 0, contestants: 0, fastest: Number.POSITIVE_INFINITY, dearest: 0 });

function add(seen: Seen, { seconds, contestants }: Round): void {
  seen.times++;
  seen.seconds += seconds;
  seen.contestants += contestants.length;
  seen.fastest = Math.min(seen.fastest, seconds);
  seen.dearest = Math.max(seen.dearest, seconds / contestants.length);
}
