import { isDeepStrictEqual } from "node:util";
import type { Json } from "../base/json.js";
import { LabError } from "../base/lab-error.js";
import type { Body } from "../base/subject.js";

/** Any JSON value as a 32-bit integer that is cheap to get: a part of the answer that is read while the clock runs. */
export function foldValue(value: unknown): number {
  if (typeof value === "number") return value | 0;
  if (typeof value === "string") return value.length;
  if (typeof value === "boolean") return value ? 1 : 0;
  return Array.isArray(value) ? value.length : 1;
}

/** The last result of the timed body lives here, so that no compiler may leave its making out. */
export const sink: { last: unknown } = { last: undefined };

/**
 * The timed body of a function that somebody wrote in a cell. One call of it on `first` tells whether it is asynchronous.
 * @throws LabError `answer-not-json` from `answer`, if a result is undefined or would not survive JSON
 */
export function comparisonBody(arm: string, fn: (input: never) => unknown, first: Json): Body {
  const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise;
  const asynchronous = isPromise(fn(first as never));
  return {
    async: asynchronous,
    run: asynchronous
      ? async (input: never) => {
          sink.last = await fn(input);
          return foldValue(sink.last);
        }
      : (input: never) => {
          sink.last = fn(input);
          return foldValue(sink.last);
        },
    answer: async (input: never) => plain(arm, await fn(input)),
  };
}

function plain(arm: string, value: unknown): Json {
  if (value === undefined)
    throw new LabError("answer-not-json", `arm "${arm}" returns nothing, so nothing shows that it did its work`, {
      remedy: "return the result",
      data: { arm },
    });
  const text = JSON.stringify(value);
  if (text === undefined || !isDeepStrictEqual(JSON.parse(text), value))
    throw new LabError("answer-not-json", `arm "${arm}" returns a value that does not survive JSON`, {
      remedy: "return plain numbers, strings, arrays or objects made from it",
      data: { arm },
    });
  return value as Json;
}
