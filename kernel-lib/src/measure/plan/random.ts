import { createHash } from "node:crypto";

/** A stream of random numbers that follows from its seed alone. */
export interface Random {
  /** 0 <= x < 1, 32 random bits. */
  next(): number;
  /** A whole number, 0 <= x < below. */
  below(below: number): number;
  /** A new array with the same items in random order (Fisher and Yates). */
  shuffle<T>(items: readonly T[]): T[];
}

/**
 * sfc32 (Chris Doty-Humphrey's small fast counting generator), seeded with SHA-256 of the words, so that `random(seed, group, round)` gives
 * independent streams that any later run can make again.
 */
export function random(...words: readonly (string | number)[]): Random {
  const digest = createHash("sha256").update(JSON.stringify(words)).digest();
  let a = digest.readInt32LE(0);
  let b = digest.readInt32LE(4);
  let c = digest.readInt32LE(8);
  let counter = digest.readInt32LE(12);
  const next = () => {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + result) | 0;
    return (result >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const shuffle = <T>(items: readonly T[]): T[] => {
    const rest = [...items];
    const shuffled: T[] = [];
    while (rest.length > 0) shuffled.push(...rest.splice(below(rest.length), 1));
    return shuffled;
  };
  return { next, below, shuffle };
}
