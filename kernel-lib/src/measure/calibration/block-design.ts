import type { Round } from "../samples/round.js";
import type { Interval } from "../stats/interval.js";
import { momentsOf } from "../stats/moments.js";
import { sample } from "../stats/sample.js";
import { tInterval } from "../stats/t-interval.js";
import { welchInterval } from "../stats/welch.js";
import { meanPerCall, ratioLogs } from "../verdict/ratio-logs.js";
import { samePairs } from "./calibration-plan.js";

/** So many rounds are one experiment. */
const WINDOW = 20;

/** One experiment with equal arms, judged in two ways from the same processes: 95 % intervals of a log ratio whose truth is 0. */
export interface BothDesigns {
  /** Ours: each ratio within a round, where all arms took turns. */
  readonly turns: Interval;
  /** All of A, then all of B: the first half of the rounds against the second, as most tools measure; Welch's interval over processes. */
  readonly blocks: Interval;
}

/**
 * Cuts a recording of equal arms into experiments of 20 rounds. Both designs use the same processes in the same time: what is called A and B differs. A true
 * block design would do worse, since here even the blocks' processes took turns with others. O(rounds).
 */
export function bothDesigns(rounds: readonly Round[]): readonly BothDesigns[] {
  return Array.from({ length: Math.floor(rounds.length / WINDOW) }, (_, place) => {
    const window = rounds.slice(place * WINDOW, (place + 1) * WINDOW);
    const times = (some: readonly Round[]) =>
      momentsOf(sample(some.flatMap(({ contestants }) => contestants.map((each) => Math.log(meanPerCall(each))))));
    return {
      turns: tInterval(sample(samePairs.flatMap(([arm, against]) => ratioLogs(window, arm, against).means)), 0.05),
      blocks: welchInterval(times(window.slice(0, WINDOW / 2)), times(window.slice(WINDOW / 2)), 0.05),
    };
  });
}

/** One round taken for a whole experiment: its turns as if they were independent repeats (n is 32, not 1). */
export const turnsAsRepeats = ({ contestants }: Round): readonly Interval[] =>
  samePairs.flatMap(([arm, against]) => {
    const a = contestants.find(({ id }) => id === arm);
    const b = contestants.find(({ id }) => id === against);
    if (!a || !b) return [];
    return [tInterval(sample(a.turns.map((turn, place) => Math.log(turn / (b.turns[place] ?? turn)))), 0.05)];
  });
