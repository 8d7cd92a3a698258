import type { BaseResult } from "./base-line.js";
import type { Cell } from "./cell.js";
import type { Share } from "./share.js";
import type { ToolResult } from "./tool-results.js";

/** A value with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What a calibration's recorded rounds say. A pure function of the files and the seed: the same bytes each time. */
export interface CalibrationResult {
  readonly schema: 1;
  readonly seed: number;
  /** m: over so many claims the error is spent in every decision below. */
  readonly claims: number;
  /** The case whose power is promised. */
  readonly promised: string;
  readonly sampled: { readonly from: string; readonly to: string };
  /** The machines whose rounds these are: "AMD EPYC x 2". */
  readonly machines: readonly string[];
  /** False where rounds do not tell what other processes had the core for: those are of the wall clock. */
  readonly net: boolean;
  readonly cells: readonly SameCell[];
  readonly known: readonly KnownRatio[];
  readonly regimes: readonly RegimeResult[];
  /** Reports of so many claims, all of equal arms: how many held any false verdict. */
  readonly reports: Share | null;
  /** Where the true difference is 2, 3 or 5 %: how many decisions had the wrong sign. */
  readonly wrongSign: Share | null;
  readonly power: readonly PowerResult[];
  readonly oldErrors: readonly OldError[];
  /** Other tools on the same questions. */
  readonly tools: readonly ToolResult[];
  /** Two commits against each other. */
  readonly base: BaseResult;
  /** Share of a round's wall time outside warm-up and turns. */
  readonly harness: Estimate | null;
}

/** Equal arms under one noise. */
export interface SameCell extends Omit<Cell, "wish" | "question"> {
  readonly margin: number;
  readonly rounds: number;
  readonly ratios: number;
  /** Wall time of a round for each contestant in it, seconds. */
  readonly secondsEach: number;
  /** Standard deviation of the log ratio over rounds, in blocks of 15. */
  readonly spread: Estimate | null;
  /** The same of plain means of all turns; null in evaluations of before it was told, too. */
  readonly plainSpread: Estimate | null;
  /** Mean log ratio; the truth is 0. */
  readonly mean: Estimate;
  readonly live: { readonly decisions: number; readonly wrong: number; readonly noDifference: number };
  /** Replayed decisions; null where too little is recorded for even the first look. */
  readonly replayed: { readonly wrong: Share; readonly noDifference: Share; readonly undecided: Share } | null;
  /** Of plain 95 % intervals over so many rounds, how many hold the truth. */
  readonly coverage: readonly { readonly rounds: number; readonly held: Share }[];
}

/** A ratio that is known by exact count. */
export interface KnownRatio {
  readonly case: string;
  readonly known: number;
  readonly rounds: number;
  readonly ratio: Estimate;
  /** Measured over known, less 1. */
  readonly bias: Estimate;
}

export interface RegimeResult {
  readonly regime: Cell["regime"];
  /** Replayed decisions of equal arms, all cases of the regime together. */
  readonly wrong: Share | null;
  readonly live: { readonly decisions: number; readonly wrong: number };
}

export interface PowerResult {
  readonly case: string;
  readonly regime: Cell["regime"];
  /** The true ratio less 1; 0 asks for "no difference". */
  readonly effect: number;
  readonly seconds: number;
  /** Rounds that fit into this time … */
  readonly affordable: number;
  /** … and that a draw can hold: at most a tenth of what is recorded. */
  readonly rounds: number;
  readonly found: Share;
}

/** An error that other ways of measuring make, put back on purpose. */
export interface OldError {
  readonly id: "sequential order" | "repeats in one process" | "fixed order" | "placement by the scheduler";
  readonly regime: Cell["regime"];
  readonly case: string;
  /** What it does to this goal, and what ours does in the same rounds; of "sequential order" in rounds of the same noise and length. */
  readonly goal: string;
  readonly unit: "%" | "x";
  readonly old: Estimate;
  readonly ours: Estimate;
}
