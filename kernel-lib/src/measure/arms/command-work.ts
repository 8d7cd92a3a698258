import type { Json } from "../../base/json.js";
import type { CaseFile } from "../samples/case-file.js";
import { type CommandRun, decodeAnswer } from "./command-codec.js";
import type { TimedLoop } from "./timed-loop.js";

/** A program at work on one case. */
export interface CommandWork {
  /** Writing inputs and reading as many answers is inside the clock, and nothing else: see the loop's maker. */
  readonly loop: TimedLoop;
  /** One input's answer, by itself. */
  answer(input: Json): Promise<Json>;
  /** The program's process where it lives between calls. */
  readonly pid: number | null;
  /** Ends the program. */
  stop(): void;
}

/** What both kinds of work are made from. */
export interface CommandCase {
  readonly run: CommandRun;
  readonly file: CaseFile;
  readonly fold: (answer: Json) => number;
}

/**
 * Turns outputs into folds. An output that is the same text as the last one for the same input has the same fold, which is not computed
 * again: answers are checked after each stretch, and parsing them would take longer than the stretch.
 */
export function folder({ run, file, fold }: CommandCase): (place: number, text: string) => number {
  const last: { text: string; fold: number }[] = [];
  return (place, text) => {
    const at = place % file.inputs.length;
    const known = last[at];
    if (known?.text === text) return known.fold;
    const folded = fold(decodeAnswer(run, text)) | 0;
    last[at] = { text, fold: folded };
    return folded;
  };
}
