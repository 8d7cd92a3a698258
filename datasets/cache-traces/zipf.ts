import { seededRandom } from "../routes/random.ts";

/** Coprime to every number of keys that has no such factor: scatters the ranks over the numbers. */
const stride = 7_919;

/**
 * Numbers in 0 … `keys` - 1, `requests` of them: the k-th most wanted in proportion to k^-exponent (inversion of the summed weights by binary search).
 * O(keys + requests log keys).
 */
export function zipfTrace(keys: number, requests: number, exponent: number, seed: number): number[] {
  const random = seededRandom(seed);
  const upTo: number[] = [];
  let sum = 0;
  for (let rank = 1; rank <= keys; rank++) {
    sum += rank ** -exponent;
    upTo.push(sum);
  }
  const rank = () => {
    const wanted = (random(2 ** 32) / 2 ** 32) * sum;
    let [low, high] = [0, keys - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? sum) <= wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return Array.from({ length: requests }, () => (rank() * stride) % keys);
}
