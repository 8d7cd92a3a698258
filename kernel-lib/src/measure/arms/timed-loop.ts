import type { Json } from "../../base/json.js";
import type { Body } from "../../base/subject.js";
import type { CaseFile } from "../samples/case-file.js";
import { checksums } from "./checksums.js";

/**
 * Strings cut before one stretch of the clock: some 0.7 MB with their places in the pool. A small collection inside the stretch copies those that live, at
 * the cost of the arm that allocates: with twice as many it took 0.9 instead of 0.5 ms, and the same arm against itself spread by 5.9 instead of 1.6 %.
 */
const FRESH = 16_384;

/** The timed loop of one body and case: generated anew for each, so that no call site has seen another body. */
export interface TimedLoop {
  readonly async: boolean;
  /** Calls for which `fill` can make inputs ready at once. */
  readonly most: number;
  /** Makes ready the inputs of calls `from` … `from + calls - 1`; outside the clock. */
  fill(from: number, calls: number): void;
  /** Does the calls; the sum of their folds, 32 bits; where there is a `sumAfter`, that tells it. */
  run(from: number, calls: number): number | Promise<number>;
  /** Computes the sum of the calls just done, outside the clock. */
  sumAfter?(): number;
  /** One input, delivered as in the loop; for checking answers. */
  input(place: number): Json;
  /** What `run` must return. */
  expected(from: number, calls: number): number;
}

type Run = (from: number, calls: number) => number | Promise<number>;

/** Makes the loop that the case's delivery asks for; see `CaseSpec.delivery`. */
export function timedLoop(body: Body, file: CaseFile): TimedLoop {
  const isAsync = body.async === true;
  const { inputs, folds } = file;
  const expected = checksums(folds);
  if (file.delivery === "as-is") {
    const run = generate(isAsync, "inputs[place]", inputs.length, { body, inputs });
    return {
      async: isAsync,
      most: Number.MAX_SAFE_INTEGER,
      fill: () => {},
      run,
      input: (place) => inputs[place] ?? null,
      expected,
    };
  }
  const strings = inputs as readonly string[];
  // One-byte strings stay one-byte: a table of paths decoded as UTF-8 would be checked byte for byte by the decoder.
  const encoding = strings.every((text) => /^[\0-\x7f]*$/.test(text)) ? "latin1" : "utf8";
  const buffer = Buffer.from(strings.join(""), encoding);
  const ends = [0];
  for (const text of strings) ends.push((ends.at(-1) ?? 0) + Buffer.byteLength(text, encoding));
  const cut = (place: number) => buffer.toString(encoding, ends[place], ends[place + 1]);
  if (file.delivery === "cut") {
    const slice = `buffer.${encoding}Slice(ends[place], ends[place + 1])`;
    const run = generate(isAsync, slice, inputs.length, { body, buffer, ends });
    return { async: isAsync, most: Number.MAX_SAFE_INTEGER, fill: () => {}, run, input: cut, expected };
  }
  const pool: string[] = Array.from({ length: FRESH }, () => "");
  return {
    async: isAsync,
    most: FRESH,
    fill(from, calls) {
      let place = from % strings.length;
      for (let call = 0; call < calls; call++) {
        pool[call] = cut(place);
        if (++place === strings.length) place = 0;
      }
    },
    run: generate(isAsync, "pool[call]", 0, { body, pool }),
    input: cut,
    expected,
  };
}

/** Loops made so far in this process. */
let made = 0;

/**
 * The loop as new text: a function with its own feedback. A synchronous body is never awaited. `place` walks round the inputs; where `length` is 0
 * the expression uses `call` only. The text has a number, because V8 keeps what it has compiled by its text: loops of the same text in one
 * process shared their feedback, no body was inlined any more, and an empty call took 4.0 instead of 0.6 ns.
 */
function generate(isAsync: boolean, input: string, length: number, names: Readonly<Record<string, unknown>>): Run {
  const walk = length > 0 ? `if (++place === ${length}) place = 0;` : "";
  const text = `
    // ${++made}
    return ${isAsync ? "async " : ""}function loop(from, calls) {
      let sum = 0;
      let place = ${length > 0 ? `from % ${length}` : "0"};
      for (let call = 0; call < calls; call++) {
        sum = (sum + ${isAsync ? "(await " : ""}body.run(${input})${isAsync ? ")" : ""}) | 0;
        ${walk}
      }
      return sum;
    };`;
  return new Function(...Object.keys(names), text)(...Object.values(names)) as Run;
}
