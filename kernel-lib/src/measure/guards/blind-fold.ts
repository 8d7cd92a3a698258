import type { CaseFile } from "../samples/case-file.js";
import type { Finding } from "./finding.js";

/** Of different answers so few may have the same fold. */
const SHARED = 0.5;

/**
 * The checksum can only see what the fold tells apart: where most of the different answers of a case fold to few numbers (a length, a
 * constant), work can be left out and the sum is right. O(inputs).
 */
export function blindFold({ case: name, expected, folds }: CaseFile): readonly Finding[] {
  const answers = new Set(expected.map((answer) => JSON.stringify(answer))).size;
  const numbers = new Set(folds).size;
  if (answers < 3 || numbers > SHARED * answers) return [];
  const text = `the ${answers} different answers of case "${name}" fold to ${numbers} number${numbers === 1 ? "" : "s"}: the checksum cannot see whether the work is done`;
  return [{ guard: "blind-fold", text, voids: false }];
}
