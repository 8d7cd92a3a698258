/**
 * The symbols that languages of paths are over: each ASCII character for itself, and one that stands for every other UTF-16 code unit. Patterns
 * cannot tell the others apart (they stand in patterns percent-encoded), so one symbol loses nothing.
 */
export const SYMBOLS = 129;
export const OTHER = 128;

/** The symbol of a UTF-16 code unit. */
export const symbolOf = (code: number): number => Math.min(code, OTHER);

/** A set of symbols, one bit each, lowest first. Immutable. */
export type Symbols = bigint;

export const noSymbols: Symbols = 0n;
export const allSymbols: Symbols = (1n << BigInt(SYMBOLS)) - 1n;

/** All symbols from `first` to `last`, both in. */
export const rangeOf = (first: number, last: number): Symbols =>
  last < first ? noSymbols : ((1n << BigInt(last - first + 1)) - 1n) << BigInt(first);

/** The symbols of these characters. */
export function symbolsOf(characters: string): Symbols {
  let set = noSymbols;
  for (let place = 0; place < characters.length; place++) set |= 1n << BigInt(symbolOf(characters.charCodeAt(place)));
  return set;
}

export const without = (set: Symbols, removed: Symbols): Symbols => set & ~removed;

/** All symbols that a segment can hold. */
export const inSegment: Symbols = without(allSymbols, symbolsOf("/"));
