/**
 * True where `a` is more than `factor` times `b`, so clearly that noise does not explain it: a sign test of the pairs a[i] against factor * b[i]
 * (each pair from the same lap, in random order) refuses "at most half of them are larger" at 1 in 10,000. That is: the whole distribution-free
 * interval of the median difference lies beyond. One slow burst changes one sign, whatever its size. O(n).
 * With fewer than 14 pairs nothing exceeds.
 */
export function exceeds(a: readonly number[], b: readonly number[], factor: number): boolean {
  const pairs = a.flatMap((value, place) => {
    const other = b[place];
    return other === undefined || value === factor * other ? [] : [value > factor * other];
  });
  return upperTail(pairs.length, pairs.filter(Boolean).length) <= LEVEL;
}

/** Pairs that are needed before `exceeds` can say anything: 2^-14 is below 1 in 10,000. */
export const FEWEST_PAIRS = 14;
const LEVEL = 1e-4;

/** P(at least `successes` of `trials` fair coins show heads). */
function upperTail(trials: number, successes: number): number {
  let term = 0.5 ** trials;
  let sum = 0;
  for (let heads = trials; heads >= successes; heads--) {
    sum += term;
    term *= heads / (trials - heads + 1);
  }
  return sum;
}
