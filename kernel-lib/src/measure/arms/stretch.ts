import { Wrong } from "./check-answers.js";
import { now } from "./clock.js";
import type { TimedLoop } from "./timed-loop.js";
import type { WaitMeter } from "./wait-meter.js";

/** A stretch of calls: how long they took together, nanoseconds, and when (milliseconds of `performance.now`). */
export interface Stretch {
  readonly nanoseconds: number;
  readonly windows: readonly (readonly [number, number])[];
  /** Of these, nanoseconds in which another process had the core; null where nothing told it. */
  readonly waited: number | null;
}

/**
 * Does `calls` calls and compares the sum of their folds with the oracle's. Inside the clock: the loop alone, in one piece, or in pieces of
 * `loop.most` calls where inputs must be made ready (16,384 calls against two clock reads of some 40 ns).
 * @throws Wrong where the sums differ.
 */
export async function stretch(
  loop: TimedLoop,
  from: number,
  calls: number,
  meter: WaitMeter | null = null,
): Promise<Stretch> {
  let sum = 0;
  let milliseconds = 0;
  let waited = 0;
  const windows: [number, number][] = [];
  for (let done = 0; done < calls; ) {
    const piece = Math.min(loop.most, calls - done);
    loop.fill(from + done, piece);
    meter?.start();
    const start = now();
    const result = loop.run(from + done, piece);
    const part = loop.async ? await result : (result as number);
    const end = now();
    waited += meter?.stop((end - start) * 1e6) ?? 0;
    sum = (sum + (loop.sumAfter?.() ?? part)) | 0;
    milliseconds += end - start;
    windows.push([start, end]);
    done += piece;
  }
  const expected = loop.expected(from, calls);
  if (sum !== expected)
    throw new Wrong({ what: "checksum", input: `${calls} calls from ${from}`, expected, got: String(sum) });
  return { nanoseconds: milliseconds * 1e6, windows, waited: meter === null ? null : waited };
}
