import { setImmediate } from "node:timers/promises";
import { LabError } from "../../../base/lab-error.js";
import type { Body } from "../../../base/subject.js";
import { stretch } from "../../arms/stretch.js";
import { timedLoop } from "../../arms/timed-loop.js";
import type { CaseFile } from "../../samples/case-file.js";
import type { InspectRequest, MemoryGrowth } from "../inspection.js";

/** The first calls take about so long, milliseconds. */
const FIRST = 12;
/** Slower calls are not looked at, nanoseconds. */
const SLOWEST = 50e6;

/**
 * What is alive after full collections when a body has done k, 2k and 4k calls; each input at least twice before that. The body should be new: the room of a list
 * or a map grows in jumps of its own size, so that one that has done a million calls may stay as it is for the next hundred thousand.
 * @throws Wrong; LabError "no-gc".
 */
export async function watchMemory(
  body: Body,
  file: CaseFile,
  { perCall }: InspectRequest,
): Promise<MemoryGrowth | null> {
  if (perCall > SLOWEST) return null;
  const loop = timedLoop(body, file);
  // The pool of fresh strings is the harness's own: filled at once, it does not grow with the calls.
  loop.fill(0, loop.most);
  const first = Math.max(2 * file.inputs.length, Math.round((FIRST * 1e6) / perCall));
  const calls = [first, 2 * first, 4 * first];
  const bytes: number[] = [];
  let done = 0;
  for (const upTo of calls) {
    await stretch(loop, done, upTo - done);
    done = upTo;
    bytes.push(await alive());
  }
  return { calls, bytes };
}

/** Twice, with a turn of the event loop before each: what a binding holds (zlib's state) is given back when the loop turns. */
async function alive(): Promise<number> {
  if (!globalThis.gc) throw new LabError("no-gc", "the arm's process was started without --expose-gc");
  await setImmediate();
  globalThis.gc();
  await setImmediate();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
