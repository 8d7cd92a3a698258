import { setImmediate, setTimeout } from "node:timers/promises";
import { LabError } from "../../../base/lab-error.js";
import { cpuMilliseconds, now, threadMilliseconds } from "../../arms/clock.js";
import { stretch } from "../../arms/stretch.js";
import type { TimedLoop } from "../../arms/timed-loop.js";
import type { Drain, InspectRequest } from "../inspection.js";

/** Length of a stretch, milliseconds. */
const STRETCH = 20;
const WAIT = 5;
const DRAINS = 3;
/** Milliseconds of waiting. */
const LONG = 500;
/** With calls as slow as this there is one drain, nanoseconds. */
const SLOW = 50e6;

/**
 * Does a stretch of calls, and measures what CPU time waiting takes before and after it. Garbage is collected before the waiting,
 * or the engine's own tasks for it would be taken for the arm's.
 * @throws Wrong; LabError "no-gc".
 */
export async function watchDrains(loop: TimedLoop, { perCall }: InspectRequest): Promise<readonly Drain[]> {
  const calls = Math.max(1, Math.round((STRETCH * 1e6) / perCall));
  const drains: Drain[] = [];
  for (let drain = 0; drain < (perCall > SLOW ? 1 : DRAINS); drain++) {
    collect();
    const before = await wait();
    const still = await wait();
    const resources = process.getActiveResourcesInfo().length;
    const { nanoseconds, windows } = await stretch(loop, 0, calls);
    // Microtasks that calls have left run as soon as the stretch is over, before anything can be asked.
    const overrun = now() - (windows.at(-1)?.[1] ?? now());
    const pending = process.getActiveResourcesInfo().length - resources;
    collect();
    const after = await wait();
    drains.push({
      stretch: nanoseconds / 1e6,
      calls,
      after: overrun + after.thread,
      before: before.thread,
      still: still.cpu,
      waited: still.wall,
      pending,
    });
    // What is left over may take long, and one is then enough to see it.
    if (after.wall > LONG) break;
  }
  return drains;
}

function collect(): void {
  if (!globalThis.gc) throw new LabError("no-gc", "the arm's process was started without --expose-gc");
  globalThis.gc();
}

/** Lets everything go that waits for a turn of the event loop. */
async function settle(): Promise<void> {
  await setImmediate();
  await setImmediate();
}

async function wait(): Promise<{ readonly thread: number; readonly cpu: number; readonly wall: number }> {
  const cpu = cpuMilliseconds();
  const thread = threadMilliseconds();
  const start = now();
  await setTimeout(WAIT);
  await settle();
  return { thread: threadMilliseconds() - thread, cpu: cpuMilliseconds() - cpu, wall: now() - start };
}
