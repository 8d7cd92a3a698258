import { readFileSync } from "node:fs";
import type { Body } from "../../../base/subject.js";
import type { TimedLoop } from "../../arms/timed-loop.js";
import type { CaseFile } from "../../samples/case-file.js";
import type { Inspection, InspectRequest } from "../inspection.js";
import { changedInputs } from "./changed-inputs.js";
import { runtimeReport } from "./runtime-report.js";
import { takeCopies } from "./take-copies.js";
import { takeTimes } from "./take-times.js";
import { type MakeBody, visitInputs } from "./visit-inputs.js";
import { watchDrains } from "./watch-drains.js";
import { watchMemory } from "./watch-memory.js";
import type { ProcessWatch } from "./watch-process.js";

/** A prepared body, and what is needed to look at it. */
export interface Subject {
  readonly body: Body;
  /** `body.run` when it was made. */
  readonly run: unknown;
  readonly loop: TimedLoop;
  readonly file: CaseFile;
  /** Path of the case file. */
  readonly data: string;
  /** Makes the body once more, of another instance of the family file. */
  readonly again: MakeBody;
}

/**
 * All raw measurements of one body, in this process; nothing is judged here.
 * A body that has `dispose` holds resources, and is not made again.
 * @throws Wrong where calls no longer give what they should; what the body throws.
 */
export async function inspectBody(subject: Subject, watch: ProcessWatch, request: InspectRequest): Promise<Inspection> {
  const { body, loop, file } = subject;
  // First, since work that is left for later piles up with each call.
  const drains = await watchDrains(loop, request);
  const times = await takeTimes(body, file, request);
  const copies = await takeCopies(body, file, request);
  const visits = await visitInputs(body, file, subject.again, request);
  // After the visits, which are to the same instance of the family file: here it does not matter what was called before.
  const memory = await watchMemory(body.dispose ? body : await subject.again(), file, request);
  const pristine = JSON.parse(readFileSync(subject.data, "utf8")) as CaseFile;
  return {
    times,
    copies,
    visits,
    drains,
    memory,
    changedInputs: changedInputs(file.inputs, pristine.inputs),
    changedBody: body.run !== subject.run || body.run !== subject.run,
    replaced: watch.replaced(),
    helpers: watch.helpers(),
    runtime: runtimeReport(watch.flagsSet()),
  };
}
