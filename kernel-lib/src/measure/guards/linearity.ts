import { exceeds } from "./exceeds.js";
import type { Finding } from "./finding.js";
import type { StretchTimes } from "./inspection.js";
import { middle } from "./middle.js";

/** Twice the calls take twice the time, give or take so much. */
export const TOLERANCE = 0.05;

/**
 * Twice as many calls must take twice the time, 5 % more or less: one stretch of 2n calls as long as two of n. (Not against twice the time of one: what
 * other processes and collections do to a stretch is no matter of proportion, and more than half of the honest pairs were beyond 5 %
 * on a busy machine. Two stretches meet as much of it as one that is as long.) Less: work that is done once a stretch (hoisted, or kept until the event loop turns); more:
 * work that grows with the calls of a stretch.
 */
export function linearity(times: StretchTimes): readonly Finding[] {
  const { halves, whole, calls } = times;
  const less = exceeds(halves, whole, 1 / (1 - TOLERANCE));
  const more = exceeds(whole, halves, 1 + TOLERANCE);
  if (!less && !more) return [];
  const ratio = (2 * middle(whole)) / middle(halves);
  const text = `${2 * calls} calls take ${ratio.toFixed(2)} times as long as ${calls}, where 2 is expected: a call's work depends on how many there are`;
  return [{ guard: "not-linear", text, voids: true }];
}
