/** An interval of an estimate: low <= point <= high. */
export interface Interval {
  readonly point: number;
  readonly low: number;
  readonly high: number;
}

/** True if the whole interval lies between the bounds, ends excluded. */
export const isInside = (interval: Interval, low: number, high: number): boolean =>
  interval.low > low && interval.high < high;

/** True if `value` lies in the interval, ends included. */
export const contains = (interval: Interval, value: number): boolean => interval.low <= value && value <= interval.high;
