import type { Count, Milliseconds, Seconds } from "../../base/units.js";

/** How much a run measures and whether it may decide. Data; printed on every figure. */
export interface Profile {
  readonly name: "smoke" | "quick" | "source" | "claim";
  /** False: nothing is ever decided, and the result is never stored as the newest (tests). */
  readonly decides: boolean;
  /** m, the number of claims over which the family-wise error of 5 % is spent; fixed by the profile, whatever subset runs. */
  readonly claims: Count;
  /** Numbers of rounds at which a verdict may be taken, rising. */
  readonly looks: readonly Count[];
  /** Share of alpha / m spent at each look; sums to 1. */
  readonly spending: readonly number[];
  /** Which ratios of a family get rounds. */
  readonly ratios: "headline" | "all" | "none";
  /** How long one arm works before the token goes on. */
  readonly turn: Milliseconds;
  /** Turns that each arm takes in a round: so many, or fewer where a call takes longer than a turn (together as long as these), but at least `leastTurns`. */
  readonly turnsPerRound: Count;
  readonly leastTurns: Count;
  /** Share of each turn, at its start, that is not counted. */
  readonly leadIn: number;
  /** `turn`: the stretches that warm-up works in, and judges steadiness by. */
  readonly warmUp: { readonly turn: Milliseconds; readonly atLeast: Milliseconds; readonly atMost: Milliseconds };
  /** Time for all rounds of one family, sentinels included; what is undecided at its end stays so. */
  readonly budget: Seconds;
  /**
   * Where several families are measured together: time for all their source lanes, scenarios and rounds; null: each has its own budgets.
   * The first run of every arm and case of the source lane, and of every arm of a scenario, is made in any case.
   */
  readonly whole: { readonly source: Seconds; readonly scenarios: Seconds; readonly rounds: Seconds } | null;
  /** Fresh processes for each arm of a scenario, where the scenario does not say. */
  readonly scenarioRuns: Count;
  /**
   * At each case and scenario at most so many arms, beside those of its ratios: the first one always, the others by turns. What is left out is not measured, and says so.
   * Where absent, all.
   */
  readonly armsAtMost?: Count;
  /** Loads, and what is sent before them, are cut to so many seconds each; null: as the scenario says. */
  readonly loadAtMost: Seconds | null;
  /** The source lane: the source report's own protocol. */
  readonly source: {
    readonly warmUp: Count;
    /** Timed calls of each arm and case in one run (under 1 µs: timed batches). */
    readonly iterations: Count;
    readonly runs: Count;
    /** Time for one family, after which no further run begins; the first run of every arm and case is made in any case. Null: no bound. */
    readonly budget: Seconds | null;
    /** A case that is slower stops here, with fewer iterations, and its n says so. */
    readonly cap: Seconds;
  };
}
