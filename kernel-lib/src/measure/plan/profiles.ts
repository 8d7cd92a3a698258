import { count, milliseconds, seconds } from "../../base/units.js";
import type { Profile } from "./profile.js";

const looks = [15, 20, 27, 40, 60, 90, 135].map(count);
const spending = [0.1, 0.1, 0.1, 0.15, 0.15, 0.2, 0.2];
const turn = milliseconds(5);
const leadIn = 0.15;
const warmUp = { atLeast: milliseconds(300), atMost: milliseconds(1000) };

/** How much each kind of run measures. A changed number here is another plan. */
export const profiles: Readonly<Record<Profile["name"], Profile>> = {
  /** For tests: the whole way in seconds; decides nothing and is never stored, so loads may be cut to a second. */
  smoke: {
    name: "smoke",
    decides: false,
    claims: count(24),
    looks: [count(2)],
    spending: [1],
    ratios: "headline",
    turn: milliseconds(1),
    turnsPerRound: count(4),
    leadIn,
    warmUp: { atLeast: milliseconds(5), atMost: milliseconds(20) },
    budget: seconds(120),
    whole: null,
    scenarioRuns: count(1),
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
    turnsPerRound: count(32),
    leadIn,
    warmUp,
    budget: seconds(200),
    whole: { source: seconds(80), rounds: seconds(445) },
    scenarioRuns: count(3),
    loadAtMost: null,
    source: { warmUp: count(100), iterations: count(10_000), runs: count(3), budget: seconds(40), cap: seconds(0.3) },
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
    turnsPerRound: count(32),
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
    turnsPerRound: count(32),
    leadIn,
    warmUp,
    budget: seconds(3600),
    whole: null,
    scenarioRuns: count(5),
    loadAtMost: null,
    source: { warmUp: count(100), iterations: count(10_000), runs: count(5), budget: null, cap: seconds(10) },
  },
};
