import { exceeds } from "./exceeds.js";
import type { Finding } from "./finding.js";
import type { StretchTimes } from "./inspection.js";
import { middle } from "./middle.js";

/** Twice the calls take twice the time, give or take so much. */
export const TOLERANCE = 0.05;

/**
 * Twice as many calls must take twice the time, 5 % more or less. Less: work that is done once a stretch (hoisted, or kept until the event loop turns); more:
 * work that grows with the calls of a stretch.
 */
export function linearity(times: StretchTimes): readonly Finding[] {
  const { once, twice, calls } = times;
  const less = exceeds(once, twice, 1 / (2 * (1 - TOLERANCE)));
  const more = exceeds(twice, once, 2 * (1 + TOLERANCE));
  if (!less && !more) return [];
  const ratio = middle(twice) / middle(once);
  const text = `${2 * calls} calls take ${ratio.toFixed(2)} times as long as ${calls}, where 2 is expected: a call's work depends on how many there are`;
  return [{ guard: "not-linear", text, voids: true }];
}
