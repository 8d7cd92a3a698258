import { now } from "./clock.js";
import type { Replies } from "./protocol.js";
import { stretch } from "./stretch.js";
import type { TimedLoop } from "./timed-loop.js";

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** The last five turns against the five before: no change point where their middles differ by less than this … */
const CHANGE = 0.01;
/** … or by less than so many times the spread of the ten (their middle distance from the middle): that much is noise. */
const NOISE = 2;

/**
 * So much of the least time must be spent in calls. Making inputs ready warms nothing up: with 300 ms of both, arms that allocate ran 1.3 to 1.7x slower in
 * their first eight turns, until their young generation had grown; 220 ms of calls were enough (a router, 2 vCPUs).
 */
const IN_CALLS = 3 / 4;

/**
 * Works in turns of about `turn` milliseconds until `atLeast` milliseconds have passed, three quarters of that in calls, and the last five turns show no
 * change point; at most `atMost` milliseconds of calls, and twice that with making inputs ready. The number of calls in a turn follows the speed as it
 * changes. `perCall` is the fastest of the last five turns, nanoseconds: it only sizes the turns, and what slows a turn of the pilot (another
 * process) would make all turns too short.
 */
export async function warmUp(
  loop: TimedLoop,
  { turn, atLeast, atMost }: { readonly turn: number; readonly atLeast: number; readonly atMost: number },
): Promise<Omit<Replies["warm-up"], "tier">> {
  const start = now();
  const perCall: number[] = [];
  let calls = 1;
  let from = 0;
  let steady = false;
  let worked = 0;
  for (;;) {
    const { nanoseconds } = await stretch(loop, from, calls);
    from += calls;
    worked += nanoseconds / 1e6;
    if (nanoseconds < (turn * 1e6) / 2) calls *= 2;
    else {
      perCall.push(nanoseconds / calls);
      calls = Math.max(1, Math.round((turn * 1e6) / (nanoseconds / calls)));
    }
    const milliseconds = now() - start;
    steady = perCall.length >= 10 && !changed(perCall.slice(-10, -5), perCall.slice(-5));
    const measured = perCall.length > 0;
    const enough = milliseconds >= atLeast && worked >= IN_CALLS * atLeast;
    if (measured && ((steady && enough) || worked >= atMost || milliseconds >= 2 * atMost))
      return { milliseconds, steady, perCall: Math.min(...perCall.slice(-5)) };
  }
}

function changed(before: readonly number[], after: readonly number[]): boolean {
  const all = middle([...before, ...after]);
  const spread = middle([...before, ...after].map((each) => Math.abs(each - all))) / all;
  return Math.abs(middle(after) / middle(before) - 1) >= Math.max(CHANGE, NOISE * spread);
}
