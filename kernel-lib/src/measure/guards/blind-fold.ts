import type { CaseFile } from "../samples/case-file.js";
import type { Finding } from "./finding.js";

/** One fold may stand for so many of the different answers. */
const SHARED = 0.5;
/** With fewer different answers nothing can be said. */
const FEWEST = 3;

/**
 * The checksum can only see what the fold tells apart: where most of the different answers of a case fold to one number (a constant, the length of
 * texts that are equally long), work can be left out and the sum is nearly right. O(inputs).
 */
export function blindFold({ case: name, expected, folds }: CaseFile): readonly Finding[] {
  const foldOf = new Map(expected.map((answer, place) => [JSON.stringify(answer), folds[place]]));
  const alike = Math.max(...[...Map.groupBy(foldOf.values(), (fold) => fold).values()].map(({ length }) => length));
  if (foldOf.size < FEWEST || alike <= SHARED * foldOf.size) return [];
  const text = `${alike} of the ${foldOf.size} different answers of case "${name}" fold to the same number: the checksum hardly sees whether the work is done`;
  return [{ guard: "blind-fold", text, voids: false }];
}
