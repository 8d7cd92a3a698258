import { quantileOfSorted, sorted } from "../stats/quantile.js";
import { sample } from "../stats/sample.js";

/** Why a request had no right response. */
export type LoadError = "status" | "body" | "time-out" | "connection";

/** What a load came to, seen from the generator. Times in milliseconds, latencies from the intended send time. */
export interface LoadResult {
  /** Requests that were to be sent. */
  readonly requests: number;
  /** Right responses, those after the end of the load too. */
  readonly right: number;
  /** Right responses that came within the load's seconds. */
  readonly inTime: number;
  /** Of those, the most in one whole second. */
  readonly peak: number;
  readonly errors: Readonly<Record<LoadError, number>>;
  /** Of all responses with status and body, right or not; null where there was none. */
  readonly latency: { readonly p50: number; readonly p95: number; readonly p99: number } | null;
  /** Share of the requests that the generator itself sent over 10 ms late, 0–1. */
  readonly late: number;
  /** CPU time of the generator over the load's time, 0–1 and more. */
  readonly busy: number;
}

/** Counts responses and errors of one load of `seconds`. Times are milliseconds since the load's start. */
export class LoadTally {
  readonly #seconds: number;
  readonly #latencies: number[] = [];
  readonly #perSecond: number[];
  readonly #errors: Record<LoadError, number> = { status: 0, body: 0, "time-out": 0, connection: 0 };
  #right = 0;
  #inTime = 0;

  constructor(seconds: number) {
    this.#seconds = seconds;
    this.#perSecond = Array.from({ length: Math.max(1, Math.floor(seconds)) }, () => 0);
  }

  /** Responses and errors so far. */
  get settled(): number {
    return this.#right + Object.values(this.#errors).reduce((sum, each) => sum + each, 0);
  }

  response(intended: number, now: number, fault: "status" | "body" | null): void {
    this.#latencies.push(now - intended);
    if (fault !== null) {
      this.#errors[fault]++;
      return;
    }
    this.#right++;
    if (now >= this.#seconds * 1000) return;
    this.#inTime++;
    const second = Math.floor(now / 1000);
    if (second < this.#perSecond.length) this.#perSecond[second] = (this.#perSecond[second] ?? 0) + 1;
  }

  error(kind: LoadError, times = 1): void {
    this.#errors[kind] += times;
  }

  result(requests: number, generator: { readonly late: number; readonly busy: number }): LoadResult {
    const all = this.#latencies.length === 0 ? null : sorted(sample(this.#latencies));
    return {
      requests,
      right: this.#right,
      inTime: this.#inTime,
      // A load of less than a second has no whole one: its rate stands for it.
      peak: this.#seconds < 1 ? this.#inTime / this.#seconds : Math.max(...this.#perSecond),
      errors: this.#errors,
      latency: all && {
        p50: quantileOfSorted(all, 0.5),
        p95: quantileOfSorted(all, 0.95),
        p99: quantileOfSorted(all, 0.99),
      },
      ...generator,
    };
  }
}
