import { exceeds } from "./exceeds.js";
import type { Finding } from "./finding.js";
import type { StretchTimes } from "./inspection.js";
import { middle } from "./middle.js";
import { shownTime } from "./shown-time.js";

/** A call is told from the loop where it takes at least so many times what the loop with an empty body takes … */
const LOOPS = 5;
/** … or so long, nanoseconds. */
const LONG_ENOUGH = 10;
/** Nothing is done in less, nanoseconds: one clock cycle or two. */
const SHORTEST = 0.5;

/**
 * A call so short that the loop around it is a fifth of what is timed, or more, and that takes less than 10 ns: what is compared is then the loop. (The loop
 * takes 0.6 ns on the reference machine; a look-up in a table instead of the work made that 1.0 to 1.8 ns, under three loops or not; the
 * shortest call that a section of the report times takes 20 ns. The loop of a busy machine may stay uncompiled and take 4 ns: hence the second
 * limit.) Where being called costs something itself, a call must not undercut one that does nothing.
 */
export function belowResolution(times: StretchTimes): readonly Finding[] {
  const { once, calls, empty, dearCalls } = times;
  const perCall = once.map((time) => time / calls);
  const below = (limit: number) => exceeds(Array<number>(perCall.length).fill(limit), perCall, 1);
  // The fastest empty stretch: the others waited for the engine to compile the loop, or for the core.
  const loop = Math.min(...empty);
  const hollow = dearCalls ? below(loop) : below(LOOPS * loop) && below(LONG_ENOUGH);
  const instant = below(SHORTEST);
  if (!hollow && !instant) return [];
  const text = `a call takes ${shownTime(middle(perCall))} where the loop with an empty body takes ${shownTime(loop)}: too little to be told from the loop; do more in one call`;
  return [{ guard: "below-resolution", text, voids: true }];
}
