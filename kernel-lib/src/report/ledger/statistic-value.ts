/** What a statistic came to. */
export interface StatisticValue {
  readonly value: number | null;
  /** Where it is not the entry's own unit: "ns" for times, a metric's own. */
  readonly unit?: string;
  /** The 95 % interval; both null where there is none. */
  readonly low: number | null;
  readonly high: number | null;
  /** The run or job that it comes from. */
  readonly run: string | null;
  /** Why there is no value or no interval; null where all is there. */
  readonly reason: string | null;
  /** False where nothing at all was measured: the state is then "not measured", not "undecided". */
  readonly measured: boolean;
}

/** Nothing was measured, and why. */
export const notMeasured = (reason: string): StatisticValue => ({
  value: null,
  low: null,
  high: null,
  run: null,
  reason,
  measured: false,
});
