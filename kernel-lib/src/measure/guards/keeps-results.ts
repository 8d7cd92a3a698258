import type { Finding } from "./finding.js";
import type { VisitTimes } from "./inspection.js";
import { middle } from "./middle.js";
import { shownTime } from "./shown-time.js";

/** How much longer the first call must take, for nearly every input: so many times, and so many nanoseconds (two reads of the clock and some misses of the caches). */
const LIMITS = { unseen: { factor: 3, excess: 400 }, anew: { factor: 5, excess: 2_000 } } as const;
/** Losing optimised code at an input that goes another way makes single first calls slow, in honest arms too. */
const NEARLY_EVERY = 0.9;

/** The first call for an input takes much longer than later ones: its result is kept. An arm that says so (feature `caches: true`) is not told. */
export function keepsResults(visits: VisitTimes, declared: boolean): readonly Finding[] {
  const { first, again, how } = visits;
  const { factor, excess } = LIMITS[how];
  const slower = first.filter((time, place) => {
    const later = again[place] ?? time;
    return time > factor * later && time - later > excess;
  });
  if (declared || first.length === 0 || slower.length < NEARLY_EVERY * first.length) return [];
  const cause =
    how === "unseen"
      ? "results are kept between calls"
      : "results are kept, or what belongs in prepare is made at the first call";
  const text = `the first call for an input takes ${shownTime(middle(first))}, later ones ${shownTime(middle(again))} (${slower.length} of ${first.length} inputs): ${cause}`;
  return [{ guard: "keeps-results", text, voids: false }];
}
