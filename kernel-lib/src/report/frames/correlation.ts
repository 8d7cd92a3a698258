/** A correlation with the number of pairs that it rests on; null where it is not defined: fewer than three pairs, or one side constant. */
export interface Correlation {
  readonly r: number | null;
  readonly pairs: number;
}

/**
 * Pearson's product-moment correlation over the places where both have a value, two passes for accuracy. O(n).
 * @throws RangeError if the lists differ in length.
 */
export function correlation(x: readonly (number | null)[], y: readonly (number | null)[]): Correlation {
  if (x.length !== y.length) throw new RangeError(`as many x as y are needed, got ${x.length} and ${y.length}`);
  const both = x.flatMap((a, at) => {
    const b = y[at] ?? null;
    return a === null || b === null ? [] : [{ a, b }];
  });
  const pairs = both.length;
  if (pairs < 3) return { r: null, pairs };
  const meanA = both.reduce((sum, { a }) => sum + a, 0) / pairs;
  const meanB = both.reduce((sum, { b }) => sum + b, 0) / pairs;
  let [aa, bb, ab] = [0, 0, 0];
  for (const { a, b } of both) {
    aa += (a - meanA) ** 2;
    bb += (b - meanB) ** 2;
    ab += (a - meanA) * (b - meanB);
  }
  const scale = Math.sqrt(aa) * Math.sqrt(bb);
  if (!(scale > 0) || !Number.isFinite(scale)) return { r: null, pairs };
  // Rounding can lead a hair beyond 1.
  return { r: Math.min(1, Math.max(-1, ab / scale)), pairs };
}
