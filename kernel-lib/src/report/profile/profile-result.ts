/** What a profile of one process came to: shares of its busy CPU time, its heap, and what it keeps from request to request. */
export interface ProfileResult {
  readonly schema: 1;
  /** The workload's name and title. */
  readonly workload: string;
  readonly title: string;
  readonly takenAt: string;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string; readonly os: string };
  /** Wall time under the sampling profiler, seconds. */
  readonly seconds: number;
  /** Between two samples, microseconds. */
  readonly interval: number;
  readonly samples: number;
  /** Requests answered in that time. */
  readonly requests: number;
  /** Share of the wall time in which the process waited, 0–1; it is in no other share. */
  readonly idle: number;
  readonly categories: readonly CategoryShare[];
  /** By self time, the largest first. */
  readonly functions: readonly FunctionShare[];
  readonly flame: FlameNode;
  readonly heap: HeapResult;
  readonly leak: LeakResult;
}

/** Share of busy time, 0–1, with the 95 % t interval over ten slices of the profiled time. */
export interface CategoryShare {
  readonly category: string;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

export interface FunctionShare {
  readonly name: string;
  /** "kernel-lib/framework/http/send-answer.js:12"; "" for what has no source. */
  readonly place: string;
  readonly category: string;
  /** Shares of busy time, 0–1: in the function itself, and with all that it called. */
  readonly self: number;
  readonly total: number;
}

/** A frame with its share of busy time, 0–1; children that are too small to be seen are left out. */
export interface FlameNode {
  readonly name: string;
  readonly place: string;
  readonly category: string;
  readonly share: number;
  readonly children: readonly FlameNode[];
}

export interface HeapResult {
  /** All objects of the heap after a collection, bytes. */
  readonly total: number;
  /** Bytes of the objects themselves by constructor, the largest first. */
  readonly constructors: readonly { readonly name: string; readonly count: number; readonly bytes: number }[];
  /** Bytes that would be free if the named part were gone (its retained size). */
  readonly parts: readonly { readonly name: string; readonly bytes: number }[];
}

/** Heap in use after a collection, once after each of equal batches of requests. */
export interface LeakResult {
  readonly requestsEach: number;
  readonly heap: readonly number[];
  /** Least squares: bytes a request, with Student's 95 % interval. */
  readonly slope: { readonly value: number; readonly low: number; readonly high: number };
}
