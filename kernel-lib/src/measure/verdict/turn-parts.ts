import type { ContestantSample } from "../samples/round.js";

/** What the turns of one process went into, nanoseconds. */
export interface TurnParts {
  /** Of each turn, in order: all but its pauses. */
  readonly work: readonly number[];
  /** What the process's own garbage collections take of a turn on average; null where they are not told: they are then somewhere in `work`. */
  readonly pause: number | null;
}

/** A turn that is all pause would leave no work to compare. */
const MOST = 0.999;

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/**
 * What the turns of a process went into. Without what others had the core for where `net`: of a turn's pauses as large a part as of the whole turn, since a
 * process may be kept waiting in either. The mean pause is over all calls, those of the lead-ins too: an allocation that has nine collections in the counted parts of a round
 * has one or two in its lead-ins, and which is chance (its log ratio spread by 4.8 % without them).
 */
export function turnParts(sample: ContestantSample, net: boolean): TurnParts {
  const { turns, waits, pauses, calls } = sample;
  const counted = net && waits !== null ? turns.map((turn, place) => turn - (waits[place] ?? 0)) : turns;
  if (pauses === null) return { work: counted, pause: null };
  const paused = counted.map((time, place) => time * Math.min(MOST, (pauses[place] ?? 0) / (turns[place] ?? time)));
  const work = counted.map((time, place) => time - (paused[place] ?? 0));
  const before = sample.leadInPauses ?? { calls: 0, nanoseconds: 0 };
  const all = sumOf(paused) + before.nanoseconds * (sumOf(counted) / sumOf(turns));
  return { work, pause: all / (turns.length + before.calls / calls) };
}

/**
 * Of the laps' ratios of work so many are left out at either end: those in which something had one of the two turns and not the other that neither the
 * scheduler's account nor the steal counter tells (a host's burst of 8 ms makes single turns take 2 to 12 times as long). Measured on equal integer loops, standard deviation of
 * a round's log ratio by plain means and by these, waits left out of both: 0.36 and 0.28 % on a quiet machine, 0.40 and 0.28 beside a hog on one core,
 * 0.78 and 0.51 in step with the turns, 0.45 and 0.29 on both cores, 0.50 and 0.42 on memory (2 vCPUs); on a day with many bursts plain means came to 3.7. What is an arm's own comes in more laps than that; where it does not, plain means disagree, and nothing is decided.
 */
export const LEFT_OUT = 0.05;
