import type { Body } from "../../../base/subject.js";
import { now } from "../../arms/clock.js";
import { stretch } from "../../arms/stretch.js";
import { timedLoop } from "../../arms/timed-loop.js";
import { random } from "../../plan/random.js";
import type { CaseFile } from "../../samples/case-file.js";
import type { InspectRequest, VisitTimes } from "../inspection.js";
import { someInputs } from "./some-inputs.js";

/** So many inputs are kept unseen, half of all at most … */
const UNSEEN = 12;
/** … and at least; with fewer the body is made anew instead. */
const FEWEST = 4;
/** The code is warmed up so long with the other inputs, milliseconds. */
const WARM = 25;
/** Between two visits the others are called for so long, milliseconds: code that was lost at one input is back at the next. */
const BETWEEN = 0.5;
const LATER_VISITS = 2;
const BODIES = 4;
/** A call that takes longer is not looked at: the visits would take too long. Nanoseconds. */
const SLOWEST = 2e6;

/** Makes a body of another instance of the family file; called anew for each body. */
export type MakeBody = () => Promise<Body>;

/**
 * Times the first call for an input and later ones, each alone, after other inputs have kept the code warm: see VisitTimes. A body with
 * `dispose` holds resources (a database, a table of its own), and is not made a second time.
 */
export async function visitInputs(
  body: Body,
  file: CaseFile,
  make: MakeBody,
  { perCall, seed }: InspectRequest,
): Promise<VisitTimes | null> {
  if (body.dispose || perCall > SLOWEST) return null;
  const chance = random(seed, "visits");
  const places = chance.shuffle(file.inputs.map((_, place) => place));
  const unseen = Math.min(UNSEEN, places.length >> 1);
  if (unseen >= FEWEST) {
    const other = await make();
    const rest = places.slice(unseen);
    await work(other, file, rest, WARM, true);
    return { how: "unseen", ...(await visitAll(other, file, places.slice(0, unseen), rest)) };
  }
  // The first input takes what a body does at its very first call, where there is another to look at.
  const [first = 0] = places;
  const looked = places.length > 1 ? places.slice(1) : places;
  await work(await make(), file, places, WARM, true);
  const seen: { first: number[]; again: number[] } = { first: [], again: [] };
  for (let time = 0; time < BODIES; time++) {
    const other = await make();
    if (places.length > 1) await work(other, file, [first], BETWEEN, true);
    const visited = await visitAll(other, file, looked, places.length > 1 ? [first] : []);
    seen.first.push(...visited.first);
    seen.again.push(...visited.again);
  }
  return { how: "anew", ...seen };
}

async function visitAll(body: Body, file: CaseFile, places: readonly number[], others: readonly number[]) {
  const visit = visitor(body, file);
  const first: number[] = [];
  const later = places.map((): number[] => []);
  for (let round = 0; round <= LATER_VISITS; round++)
    for (const [at, place] of places.entries()) {
      if (others.length > 0) await work(body, file, others, BETWEEN, false);
      const time = await visit(place);
      if (round === 0) first.push(time);
      else later[at]?.push(time);
    }
  return { first, again: later.map((times) => Math.min(...times)) };
}

/** Times single calls. The input is delivered before the clock starts. */
function visitor(body: Body, file: CaseFile): (place: number) => Promise<number> {
  const loop = timedLoop(body, file);
  const run = body.run as (input: unknown) => number | Promise<number>;
  return async (place) => {
    const input = loop.input(place);
    const start = now();
    const result = run.call(body, input);
    if (loop.async) await result;
    return (now() - start) * 1e6;
  };
}

/** Calls the body with these inputs for so long: in loops, and (where `singly`) one by one as visits are made. */
async function work(
  body: Body,
  file: CaseFile,
  places: readonly number[],
  milliseconds: number,
  singly: boolean,
): Promise<void> {
  const loop = timedLoop(body, someInputs(file, places));
  const visit = visitor(body, file);
  const start = now();
  for (let calls = 1; now() - start < milliseconds; calls = Math.min(2 * calls, 1_024)) {
    await stretch(loop, 0, calls);
    if (singly) for (const place of places.slice(0, calls)) await visit(place);
  }
}
