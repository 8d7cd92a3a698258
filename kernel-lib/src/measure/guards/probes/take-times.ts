import { setImmediate } from "node:timers/promises";
import type { Body } from "../../../base/subject.js";
import { now } from "../../arms/clock.js";
import { stretch } from "../../arms/stretch.js";
import { type TimedLoop, timedLoop } from "../../arms/timed-loop.js";
import { random } from "../../plan/random.js";
import type { CaseFile } from "../../samples/case-file.js";
import { FEWEST_PAIRS } from "../exceeds.js";
import type { InspectRequest, StretchTimes } from "../inspection.js";
import { someInputs } from "./some-inputs.js";

/**
 * A stretch takes about so long, nanoseconds: 2,500 steps of the clock, and so short that hardly one in ten meets a switch of the scheduler or a collection.
 */
const STRETCH = 100_000;
const LAPS = 80;
/** A lap is two stretches, one of twice the calls, and one of the empty body. */
const STRETCHES = 5;
/** The new loop is compiled within so long, milliseconds. */
const WARM = 8;
const EMPTY_CALLS = { sync: 50_000, async: 1_000 };

/**
 * Stretches of n and 2n calls and of an empty body, in laps of random order, for at most `milliseconds`. Each stretch is of whole walks over the inputs (or over
 * some of them, where all take too long), so that both do the same calls. Null where calls are so slow that too few fit.
 * @throws Wrong where a sum of folds is not the oracle's.
 */
export async function takeTimes(
  body: Body,
  file: CaseFile,
  { perCall, milliseconds, seed }: InspectRequest,
): Promise<StretchTimes | null> {
  const chance = random(seed, "times");
  const places = chance.shuffle(file.inputs.map((_, place) => place));
  const few = someInputs(file, places.slice(0, Math.max(1, Math.floor(STRETCH / perCall))));
  const loop = timedLoop(body, few);
  const empty = emptyLoop(loop.async, few);
  const emptyCalls = loop.async ? EMPTY_CALLS.async : EMPTY_CALLS.sync;
  const calls = few.inputs.length * Math.max(1, Math.round(STRETCH / perCall / few.inputs.length));
  const laps = Math.min(LAPS, Math.floor((milliseconds * 1e6) / (STRETCHES * Math.max(STRETCH, calls * perCall))));
  if (laps < FEWEST_PAIRS) return null;
  const take = async (of: TimedLoop, count: number): Promise<number> => {
    const { nanoseconds } = await stretch(of, 0, count);
    // As after a turn.
    if (loop.async) await setImmediate();
    return nanoseconds;
  };
  for (const start = now(); now() - start < WARM; await take(empty, emptyCalls)) await take(loop, calls);
  const times = { halves: [] as number[], whole: [] as number[], empty: [] as number[] };
  for (let lap = 0; lap < laps; lap++)
    for (const part of chance.shuffle(["half", "half", "whole", "empty"] as const)) {
      if (part === "half") times.halves[lap] = (times.halves[lap] ?? 0) + (await take(loop, calls));
      else if (part === "whole") times.whole.push(await take(loop, 2 * calls));
      else times.empty.push((await take(empty, emptyCalls)) / emptyCalls);
    }
  return { dearCalls: loop.async, calls, ...times };
}

/** The loop of the same shape whose body does nothing. A string that is cut inside the body belongs to the call, so here it is not cut. */
function emptyLoop(async: boolean, file: CaseFile): TimedLoop {
  const body = async ? { async, run: async () => 0, answer: () => null } : { run: () => 0, answer: () => null };
  const delivery = file.delivery === "cut" ? "as-is" : file.delivery;
  return timedLoop(body, { ...file, delivery, folds: file.folds.map(() => 0) });
}
