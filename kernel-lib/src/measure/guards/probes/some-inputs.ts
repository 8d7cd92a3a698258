import type { CaseFile } from "../../samples/case-file.js";

/** The case with the inputs at these places only, in this order. */
export function someInputs(file: CaseFile, places: readonly number[]): CaseFile {
  const pick = <T>(list: readonly T[]): T[] => places.flatMap((place) => list.slice(place, place + 1));
  return { ...file, inputs: pick(file.inputs), expected: pick(file.expected), folds: pick(file.folds) };
}
