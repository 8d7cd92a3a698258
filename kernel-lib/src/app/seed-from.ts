import { LabError } from "../base/lab-error.js";

/** A seed from a word of the command line. @throws LabError `usage` if it is not a whole number from 0 to 2^32 - 1 */
export function seedFrom(word: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  const seed = Number(word);
  if (!/^\d+$/.test(word) || seed >= 2 ** 32)
    throw new LabError("usage", `--seed takes a whole number from 0 to 4294967295, not ${word}`);
  return seed;
}
