import { exceeds } from "./exceeds.js";
import type { Finding } from "./finding.js";
import type { CopyTimes } from "./inspection.js";
import { middle } from "./middle.js";

const FACTOR = 1.5;

/**
 * Calls that are much faster because they see the very same input objects again: something is kept by identity, or strings carry a hash that was
 * computed once (a server sees new strings with each request).
 */
export function sameObjects({ same, fresh }: CopyTimes): readonly Finding[] {
  if (!exceeds(fresh, same, FACTOR)) return [];
  const text = `with copies of the inputs that were just made, a call takes ${(middle(fresh) / middle(same)).toFixed(1)} times as long: it profits from seeing the same objects again`;
  return [{ guard: "same-objects", text, voids: false }];
}
