import { type Count, count } from "../../base/units.js";
import { fixed } from "./format-number.js";
import type { Sayable, Spoken } from "./spoken.js";

/** How many of a thing there are: exact, so it needs no interval. */
export class Counted implements Sayable {
  readonly count: Count;
  readonly #words: string;

  /** @throws RangeError if `howMany` is not a whole number of 0 or more. */
  constructor(howMany: number, singular: string, plural: string) {
    this.count = count(howMany);
    this.#words = `${fixed(howMany, 0)} ${howMany === 1 ? singular : plural}`;
  }

  speak(): Spoken {
    return { text: this.#words, source: null };
  }

  toString(): string {
    return this.#words;
  }
}

/** `counted(100, "route")` reads "100 routes". @throws RangeError if `howMany` is not a whole number of 0 or more. */
export const counted = (howMany: number, singular: string, plural = `${singular}s`): Counted =>
  new Counted(howMany, singular, plural);
