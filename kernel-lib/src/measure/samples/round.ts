import type { RoundEnvironment } from "../environment/environment.js";

/** One complete round of a group as it lies on disk: the replicate. Appended whole or not at all. */
export interface Round {
  readonly schema: 4;
  readonly group: string;
  /** 0, 1, 2 … within the group. */
  readonly number: number;
  /** The core that every contestant ran on; null where processes cannot be pinned. */
  readonly core: number | null;
  readonly startedAt: string;
  /** The whole round, start of processes and warm-up included. */
  readonly seconds: number;
  /** Of `seconds` those in which a contestant warmed up or took its turns: the rest is the harness's own. Null in rounds of schema 1. */
  readonly workSeconds: number | null;
  readonly contestants: readonly ContestantSample[];
  readonly environment: RoundEnvironment;
  /**
   * Time of the claim lane since the end of the round before (since its begin, for the first of a session): choosing, writing, rounds that failed, cleaning up.
   * Both together add up to the lane's wall time. Absent in older rounds.
   */
  readonly betweenSeconds?: number | undefined;
}

/** What one process of a round did. */
export interface ContestantSample {
  readonly id: string;
  /** Calls reported for the counted part of each turn; constant in a round. */
  readonly calls: number;
  /** Wall time of the counted part of each turn, in the order taken, nanoseconds. */
  readonly turns: readonly number[];
  /**
   * Of each turn's wall time what it could have run while another process had its core (see wait-meter.ts), nanoseconds. Null where that is not known:
   * not bound to one core, another platform, a command, an arm whose own processes compute; and in rounds of schema 1 and 2.
   */
  readonly waits: readonly number[] | null;
  /**
   * Of each turn's wall time what the process's own garbage collections took that began in it, waits included, nanoseconds. Null where not all are known: a command,
   * an arm whose own processes compute, where that cannot be seen (no /proc); and in rounds before schema 4.
   */
  readonly pauses: readonly number[] | null;
  /**
   * How many calls all lead-ins did, counted as `calls` are, and what collections took that began in them, nanoseconds: which calls pay for a collection is chance, so those of the
   * lead-ins tell as much of what a call costs. Null as `pauses`; absent in a few rounds of before.
   */
  readonly leadInPauses?: { readonly calls: number; readonly nanoseconds: number } | null | undefined;
  /** Wall time of the lead-in of each turn (`leadIn` of its calls), nanoseconds; not counted, kept for the sensitivity check. */
  readonly leadIns: readonly number[];
  /** Sum of the folded answers over all turns equalled the oracle's; a round in which it did not is never written. */
  readonly checked: true;
  readonly warmUp: { readonly milliseconds: number; readonly steady: boolean };
  /** Garbage collections inside counted turns. */
  readonly collections: { readonly count: number; readonly milliseconds: number };
  /** CPU time that this process used while it was another's turn, as a fraction of that time. */
  readonly idleCpu: number;
  /** The compiler tier of the timed loop before its first turn and after its last; null where there is none (Python), or it is not known. */
  readonly tiers: { readonly before: Tier; readonly after: Tier } | null;
  /** What the guards found in this process; only where it was inspected. */
  readonly findings: readonly GuardFinding[];
}

/** V8's tiers, from the interpreter up. */
export type Tier = "ignition" | "sparkplug" | "maglev" | "turbofan";

/** What a guard saw of an arm. */
export interface GuardFinding {
  /** A stable id: "linearity", "idle-cpu". */
  readonly guard: string;
  /** One plain sentence with its numbers. */
  readonly text: string;
  /** True where nothing may be decided about the arm. */
  readonly voids: boolean;
}

/** One run of the source lane for one arm and case, as it lies on disk. */
export interface SourceRun {
  readonly schema: 1;
  readonly arm: string;
  readonly case: string;
  readonly run: number;
  readonly startedAt: string;
  /** Calls in each timed batch; 1 where a single call is long enough for the clock. */
  readonly batch: number;
  /** Nanoseconds a call (a batch's mean where `batch` > 1), in the order taken. */
  readonly times: readonly number[];
  readonly collections: { readonly count: number; readonly milliseconds: number };
}
