import { count, milliseconds, seconds } from "../../base/units.js";
import type { Profile } from "./profile.js";

const looks = [15, 20, 27, 40, 60, 90, 135].map(count);
const spending = [0.1, 0.1, 0.1, 0.15, 0.15, 0.2, 0.2];
/**
 * Shorter than the scheduler lets another process in: a process that has slept gets the core at once and keeps it for some milliseconds. Beside a hog on
 * the measured core the same arm against itself spread by 15 % with 32 turns of 5 ms, 6.9 % with 80 of 2 ms, 0.9 % with 160 of 1 ms and 0.8 % with 266 of
 * 0.6 ms, in the same time (integer loop, Linux 6.18, 2 vCPUs); on a quiet machine by 0.24 and 0.39 % with 5 and 1 ms.
 */
const turn = milliseconds(1);
const turnsPerRound = count(160);
const leastTurns = count(32);
const leadIn = 0.15;
const warmUp = { turn: milliseconds(5), atLeast: milliseconds(300), atMost: milliseconds(1000) };

/** How much each kind of run measures. A changed number here is another plan. */
export const profiles: Readonly<Record<Profile["name"], Profile>> = {
  /**
   * For tests: the whole way in seconds; decides nothing and is never stored, so loads may be cut to a second, and arms left out that no ratio needs: that each answers right is
   * another test.
   */
  smoke: {
    name: "smoke",
    decides: false,
    claims: count(24),
    looks: [count(2)],
    spending: [1],
    ratios: "headline",
    turn: milliseconds(1),
    turnsPerRound: count(4),
    leastTurns: count(4),
    leadIn,
    warmUp: { turn: milliseconds(1), atLeast: milliseconds(5), atMost: milliseconds(20) },
    budget: seconds(120),
    whole: null,
    scenarioRuns: count(1),
    armsAtMost: count(1),
    loadAtMost: seconds(1),
    source: { warmUp: count(10), iterations: count(100), runs: count(1), budget: null, cap: seconds(0.05) },
  },
  /** The whole report in a quarter of an hour: the headline ratios decided, all else from the source lane. */
  quick: {
    name: "quick",
    decides: true,
    claims: count(24),
    looks,
    spending,
    ratios: "headline",
    turn,
    turnsPerRound,
    leastTurns,
    leadIn,
    warmUp,
    budget: seconds(200),
    whole: { source: seconds(80), scenarios: seconds(300), rounds: seconds(300) },
    scenarioRuns: count(3),
    loadAtMost: seconds(10),
    source: { warmUp: count(100), iterations: count(10_000), runs: count(3), budget: seconds(40), cap: seconds(0.2) },
  },
  /** The source report's protocol to the letter; no rounds. */
  source: {
    name: "source",
    decides: false,
    claims: count(60),
    looks,
    spending,
    ratios: "none",
    turn,
    turnsPerRound,
    leastTurns,
    leadIn,
    warmUp,
    budget: seconds(0),
    whole: null,
    scenarioRuns: count(5),
    loadAtMost: null,
    source: { warmUp: count(100), iterations: count(10_000), runs: count(5), budget: null, cap: seconds(60) },
  },
  /** Every ratio until decided or the budget is spent. */
  claim: {
    name: "claim",
    decides: true,
    claims: count(60),
    looks,
    spending,
    ratios: "all",
    turn,
    turnsPerRound,
    leastTurns,
    leadIn,
    warmUp,
    budget: seconds(3600),
    whole: null,
    scenarioRuns: count(5),
    loadAtMost: null,
    source: { warmUp: count(100), iterations: count(10_000), runs: count(5), budget: null, cap: seconds(10) },
  },
};
