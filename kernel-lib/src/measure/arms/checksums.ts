/** Sums of folds over any stretch of calls in O(1): whole walks round the inputs and a difference of prefix sums, modulo 2^32. */
export function checksums(folds: readonly number[]): (from: number, calls: number) => number {
  const before = [0];
  for (const fold of folds) before.push(((before.at(-1) ?? 0) + fold) | 0);
  const upTo = (calls: number) =>
    (Math.imul(Math.floor(calls / folds.length), before.at(-1) ?? 0) + (before[calls % folds.length] ?? 0)) | 0;
  return (from, calls) => (upTo(from + calls) - upTo(from)) | 0;
}
