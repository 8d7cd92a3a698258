import type { Finding } from "./finding.js";
import type { Drain } from "./inspection.js";
import { middle } from "./middle.js";
import { shownTime } from "./shown-time.js";

/** CPU time after a stretch, as a share of the stretch … */
const SHARE = 0.01;
/**
 * … and at least so much more than waiting before it, milliseconds. With stretches of 20 ms that makes it 5 %: hearing of the collections of the stretch took
 * an honest body up to 0.25 on a busy machine, and once in 118 looks 0.5 in each of three drains.
 */
const NOISE = 1;
/** A pool may start its own timers; so many more than before are not left over from calls. */
const FEW = 3;
/** A process that waits and uses more than this share of the time is never still. */
const STILL = 0.1;

const shown = (milliseconds: number): string => shownTime(milliseconds * 1e6);

/**
 * Work that goes on when the calls have returned: it would run in another arm's turn, or never be timed. Every one of the drains must show it, so
 * that a task of the engine in one of them does not.
 */
export function lateWork(drains: readonly Drain[]): readonly Finding[] {
  if (drains.length === 0) return [];
  const every = (shows: (drain: Drain) => boolean) => drains.every(shows);
  const findings: Finding[] = [];
  const late = every(({ after, before, stretch }) => after - before > Math.max(NOISE, SHARE * stretch));
  const left = every(({ pending }) => pending > FEW);
  const stretch = middle(drains.map((drain) => drain.stretch));
  if (late || left) {
    const after = shown(middle(drains.map((drain) => drain.after)));
    const pending = middle(drains.map((drain) => drain.pending));
    const text = `after ${shown(stretch)} of calls ${after} of CPU time was used, and ${pending} timers, handles or requests were left: work goes on when calls have returned`;
    findings.push({ guard: "late-work", text, voids: true });
  }
  if (every(({ still, waited }) => still > STILL * waited)) {
    const share = middle(drains.map(({ still, waited }) => still / waited));
    const text = `while it has nothing to do the process uses the CPU for ${Math.round(100 * share)} % of the time`;
    findings.push({ guard: "never-still", text, voids: true });
  }
  return findings;
}
