/** What an arm's process is asked to look at. */
export interface InspectRequest {
  /** Time of one call as the warm-up found it, nanoseconds: it sizes the stretches. */
  readonly perCall: number;
  /** About how long the timed part may take, milliseconds. */
  readonly milliseconds: number;
  readonly seed: number;
}

/**
 * Raw measurements of one body in its own process, which the guards judge. A part is null where it cannot be looked at: calls too slow,
 * a body that holds resources (it is not made a second time), another language.
 */
export interface Inspection {
  readonly times: StretchTimes | null;
  readonly copies: CopyTimes | null;
  readonly visits: VisitTimes | null;
  readonly drains: readonly Drain[];
  readonly memory: MemoryGrowth | null;
  /** How the inputs differ from what the case file holds, a sentence each; empty where they do not. */
  readonly changedInputs: readonly string[];
  /** True where `run` is no longer the function that it was when the body was made, or is another at each look. */
  readonly changedBody: boolean;
  /** Names of what the arm replaced of the engine's own functions: "performance.now". */
  readonly replaced: readonly string[];
  /** Worker threads and child processes that the arm started. */
  readonly helpers: { readonly threads: number; readonly processes: number };
  readonly runtime: RuntimeReport;
}

/** Stretches of calls, interleaved in random order, nanoseconds each; entry i of every list is of the same lap. */
export interface StretchTimes {
  /** True where being called costs something itself (a promise, an interpreter), which is part of every call; false where the engine inlines it. */
  readonly dearCalls: boolean;
  readonly calls: number;
  /** Two stretches of `calls` calls each, together. */
  readonly halves: readonly number[];
  /** One stretch of `2 * calls` calls. */
  readonly whole: readonly number[];
  /** The same loop with a body that does nothing: nanoseconds a call. */
  readonly empty: readonly number[];
}

/** Equal stretches with the same input objects and with copies of them that were made just before; nanoseconds, interleaved in random order. */
export interface CopyTimes {
  readonly same: readonly number[];
  readonly fresh: readonly number[];
}

/**
 * The first call of a body for an input, and the fastest of later calls for the same input, nanoseconds, an entry an input.
 * `unseen`: the first call is the first that this instance of the family file sees of the input, while its code is warm from others.
 * `anew`: of a body that was made anew from warm code (where there are too few inputs to keep some unseen).
 */
export interface VisitTimes {
  readonly how: "unseen" | "anew";
  readonly first: readonly number[];
  readonly again: readonly number[];
}

/** What happened after a stretch of calls had ended. Milliseconds. */
export interface Drain {
  /** Wall time of the stretch. */
  readonly stretch: number;
  readonly calls: number;
  /**
   * CPU time of the thread (the engine's others compile and collect when they like) of waiting after the stretch, what ran between its end and the
   * waiting included …
   */
  readonly after: number;
  /** … of waiting as long before it, garbage having been collected in the same way … */
  readonly before: number;
  /** CPU time of all threads while waiting once more, with nothing to do at all. */
  readonly still: number;
  /** How long it waited each time. */
  readonly waited: number;
  /** Timers, handles and requests that were there right after the stretch and not before it. */
  readonly pending: number;
}

/** Bytes that are alive after a full collection, each time that a body has done so many calls. */
export interface MemoryGrowth {
  readonly calls: readonly number[];
  readonly bytes: readonly number[];
}

/** How a process runs. What differs between two contestants is named by its key. */
export type RuntimeReport = Readonly<Record<string, string>>;
