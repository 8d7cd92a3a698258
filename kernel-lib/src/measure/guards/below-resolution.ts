import { exceeds } from "./exceeds.js";
import type { Finding } from "./finding.js";
import type { StretchTimes } from "./inspection.js";
import { middle } from "./middle.js";
import { shownTime } from "./shown-time.js";

/** A call takes at least so many times what the loop with an empty body takes … */
const LOOPS = 3;
/** … and at least so long, nanoseconds. */
const SHORTEST = 10;

/**
 * A call so short that the loop around it is a third of what is timed, or more, or that takes less than 10 ns: what is compared is then the loop, and how the
 * engine joined the two. (The loop takes 0.6 ns on the reference machine; a look-up in a table
 * instead of the work 1.0 to 1.8 ns, which three loops alone do not always catch; the shortest call that a section of the report times
 * takes 20 ns.) Where being called costs something itself, a call must not undercut one that does nothing.
 */
export function belowResolution(times: StretchTimes): readonly Finding[] {
  const { halves, calls, empty, dearCalls } = times;
  const perCall = halves.map((time) => time / (2 * calls));
  // The fastest empty stretch: the others waited for the engine to compile the loop, or for the core.
  const loop = Math.min(...empty);
  const limit = dearCalls ? loop : Math.max(LOOPS * loop, SHORTEST);
  if (!exceeds(Array<number>(perCall.length).fill(limit), perCall, 1)) return [];
  const text = `a call takes ${shownTime(middle(perCall))} where the loop with an empty body takes ${shownTime(loop)}: too little to be told from the loop; do more in one call`;
  return [{ guard: "below-resolution", text, voids: true }];
}
