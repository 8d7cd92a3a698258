import type { Round } from "../samples/round.js";
import type { Interval } from "../stats/interval.js";
import { momentsOf } from "../stats/moments.js";
import { sample } from "../stats/sample.js";
import { tInterval } from "../stats/t-interval.js";
import { welchInterval } from "../stats/welch.js";
import { ratioLogs } from "../verdict/ratio-logs.js";
import { wallPerCall } from "../verdict/time-per-call.js";
import { samePairs } from "./calibration-plan.js";

/** So many rounds of equal arms are one experiment. */
const ROUNDS = 20;

/** Two equal arms, judged in two ways in equal time: 95 % intervals of a log ratio whose truth is 0, one for each experiment that was recorded. */
export interface BothDesigns {
  /** Ours: each ratio within a round, where all arms took turns. */
  readonly turns: readonly Interval[];
  /** All of A, then all of B, as most tools measure: one process after the other, each alone; Welch's interval over processes' wall times. */
  readonly blocks: readonly Interval[];
}

/**
 * Cuts recordings of equal arms into experiments: 20 rounds of arms in turns, and as many processes alone as fit into the time of these, the first half
 * of them called A, the second B. O(rounds).
 */
export function bothDesigns(together: readonly Round[], alone: readonly Round[]): BothDesigns {
  const perRound = (rounds: readonly Round[]) =>
    rounds.reduce((sum, { seconds }) => sum + seconds, 0) / Math.max(1, rounds.length);
  // An even number, so that A and B have as many processes.
  const processes = 2 * Math.floor((ROUNDS * perRound(together)) / perRound(alone) / 2);
  return { turns: turnExperiments(together), blocks: windows(alone, processes).map(inBlocks) };
}

/** 95 % intervals of a log ratio whose truth is 0, one for 20 rounds of equal arms in turns. */
export const turnExperiments = (rounds: readonly Round[]): readonly Interval[] => windows(rounds, ROUNDS).map(inTurns);

/** Consecutive stretches of so many rounds; what is left at the end is in none. */
function windows(rounds: readonly Round[], size: number): readonly (readonly Round[])[] {
  if (!(size > 0)) return [];
  return Array.from({ length: Math.floor(rounds.length / size) }, (_, place) =>
    rounds.slice(place * size, (place + 1) * size),
  );
}

const inTurns = (rounds: readonly Round[]): Interval =>
  tInterval(sample(samePairs.flatMap(([arm, against]) => ratioLogs(rounds, arm, against).means)), 0.05);

function inBlocks(rounds: readonly Round[]): Interval {
  const times = (some: readonly Round[]) =>
    momentsOf(sample(some.flatMap(({ contestants }) => contestants.map((each) => Math.log(wallPerCall(each))))));
  return welchInterval(times(rounds.slice(0, rounds.length / 2)), times(rounds.slice(rounds.length / 2)), 0.05);
}

/** One round taken for a whole experiment: its turns as if they were independent repeats, by the wall clock (n is the number of turns, not 1). */
export const turnsAsRepeats = ({ contestants }: Round): readonly Interval[] =>
  samePairs.flatMap(([arm, against]) => {
    const a = contestants.find(({ id }) => id === arm);
    const b = contestants.find(({ id }) => id === against);
    if (!a || !b) return [];
    return [tInterval(sample(a.turns.map((turn, place) => Math.log(turn / (b.turns[place] ?? turn)))), 0.05)];
  });
