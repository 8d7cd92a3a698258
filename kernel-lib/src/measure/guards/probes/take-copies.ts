import type { Json } from "../../../base/json.js";
import type { Body } from "../../../base/subject.js";
import { now } from "../../arms/clock.js";
import { stretch } from "../../arms/stretch.js";
import { timedLoop } from "../../arms/timed-loop.js";
import { random } from "../../plan/random.js";
import type { CaseFile } from "../../samples/case-file.js";
import type { CopyTimes, InspectRequest } from "../inspection.js";

const LAPS = 30;
/** Wall time of one of the two parts of a lap, making copies included, milliseconds. */
const PART = 0.4;
/** Inputs that are copied in one go: few, so that copies are as near as the originals. */
const MOST = 64;

/**
 * Walks over (some of) the inputs with the same objects and with copies made just before, in laps of random order. Both parts make copies, one uses
 * them, so that the caches are treated alike. Null where the inputs are numbers, or made anew by the delivery, or a walk is too slow.
 */
export async function takeCopies(
  body: Body,
  file: CaseFile,
  { perCall, seed }: InspectRequest,
): Promise<CopyTimes | null> {
  const inputs = file.inputs.slice(0, MOST);
  const alwaysNew = inputs.every((input) => typeof input === "number" || typeof input === "boolean" || input === null);
  if (file.delivery !== "as-is" || alwaysNew || perCall * inputs.length > PART * 2e6) return null;
  const few = { ...file, folds: file.folds.slice(0, MOST) };
  const copies = [...inputs];
  const loops = {
    same: timedLoop(body, { ...few, inputs }),
    fresh: timedLoop(body, { ...few, inputs: copies }),
  };
  const walk = async (which: "same" | "fresh"): Promise<number> => {
    for (const [place, input] of inputs.entries()) copies[place] = copyOf(input);
    return (await stretch(loops[which], 0, inputs.length)).nanoseconds;
  };
  const start = now();
  let walks = 0;
  for (; walks < 8 || now() - start < 8 * PART; walks++) await walk(walks % 2 === 0 ? "same" : "fresh");
  const perPart = Math.max(1, Math.floor((walks * PART) / (now() - start)));
  const chance = random(seed, "copies");
  const times: { same: number[]; fresh: number[] } = { same: [], fresh: [] };
  for (let lap = 0; lap < LAPS; lap++)
    for (const which of chance.shuffle(["same", "fresh"] as const)) {
      let sum = 0;
      for (let each = 0; each < perPart; each++) sum += await walk(which);
      times[which].push(sum);
    }
  return times;
}

/** Objects as the case file's were made (same shapes); a string with new characters, its hash not yet computed. */
const copyOf = (input: Json): Json =>
  typeof input === "string" ? Buffer.from(input).toString() : (JSON.parse(JSON.stringify(input)) as Json);
