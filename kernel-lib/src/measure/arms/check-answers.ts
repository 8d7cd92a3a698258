import { isDeepStrictEqual } from "node:util";
import type { Body } from "../../base/subject.js";
import type { CaseFile } from "../samples/case-file.js";
import type { WrongAnswer } from "./protocol.js";
import type { TimedLoop } from "./timed-loop.js";

/** Carries a wrong answer from where it is found to the protocol. */
export class Wrong extends Error {
  override readonly name = "Wrong";
  readonly answer: WrongAnswer;

  constructor(answer: WrongAnswer) {
    super(`${answer.what} is wrong`);
    this.answer = answer;
  }
}

// As they were before the arm's file was loaded: what compares its answers must not be of its making.
const { parse, stringify } = JSON;

const shown = (value: unknown): string => {
  const text = value instanceof Promise ? "a promise, but `async` is not set" : (stringify(value) ?? String(value));
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
};

/**
 * Asks every input's answer and compares it with the expected one as JSON (a prototype, a missing against an undefined property make no
 * difference), then every input's `run` with the fold of its expected answer.
 * @throws Wrong at the first difference; whatever the body throws.
 */
export async function checkAnswers(body: Body, loop: TimedLoop, file: CaseFile): Promise<void> {
  for (const [place, expected] of file.expected.entries()) {
    const got: unknown = await body.answer(loop.input(place) as never);
    const text = stringify(got);
    // Most answers have their properties in the expected order, and equal text is ten times cheaper than a deep comparison.
    const same = text === stringify(expected) || (text !== undefined && isDeepStrictEqual(parse(text), expected));
    if (!same) throw new Wrong({ what: "answer", input: file.inputs[place] ?? null, expected, got: shown(got) });
  }
  for (const [place, expected] of file.folds.entries()) {
    const result = body.run(loop.input(place) as never);
    const got: unknown = loop.async ? await result : result;
    if (typeof got !== "number" || !Number.isInteger(got) || (got | 0) !== expected)
      throw new Wrong({ what: "run", input: file.inputs[place] ?? null, expected, got: shown(got) });
  }
}
