/**
 * A small seeded generator (mulberry32, Tommy Ettinger 2017, public domain): the same seed gives the same numbers on
 * every machine. Good for making inputs, not for statistics.
 * @returns a function that gives whole numbers in 0 … `below` - 1.
 */
export function seededRandom(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
