import type { Sample } from "./sample.js";

/** Arithmetic mean, with Neumaier's compensated sum (error of a few ulp whatever n). O(n). */
export function mean(values: Sample): number {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return (sum + lost) / values.length;
}
