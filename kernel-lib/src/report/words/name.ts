import { LabError } from "../../base/lab-error.js";
import type { Sayable, Spoken } from "./spoken.js";
import { findTypedNumbers } from "./typed-numbers.js";

/** A name that may stand in a sentence: an arm, a case, a machine. It carries no measurement. */
export class Name implements Sayable {
  readonly text: string;

  /** @throws LabError "name-says-a-number" if the text holds a number with a unit or a verdict's word. */
  constructor(text: string) {
    const found = findTypedNumbers(text);
    if (found.length > 0)
      throw new LabError("name-says-a-number", `the name "${text}" says "${found[0]}"`, {
        data: { text, found },
        remedy: "put a measured quantity or a verdict into the sentence instead",
      });
    this.text = text;
  }

  speak(): Spoken {
    return { text: this.text, source: null };
  }

  toString(): string {
    return this.text;
  }
}

/** A name for a sentence. @throws LabError "name-says-a-number". */
export const name = (text: string): Name => new Name(text);
