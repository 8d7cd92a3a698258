import { SYMBOLS } from "./alphabet.js";
import type { Automaton } from "./automaton.js";

/** Symbols that no step of some automata tells apart: one of each class stands for all of it. */
export interface SymbolClasses {
  /** The class of each symbol: 0, 1, 2 … */
  readonly of: Uint8Array;
  /** A symbol of each class. */
  readonly first: readonly number[];
}

/** O(distinct sets · symbols). */
export function symbolClasses(...automata: readonly Automaton[]): SymbolClasses {
  const sets = [...new Set(automata.flatMap(({ steps }) => steps.flatMap((each) => each.map(({ on }) => on))))];
  const known = new Map<string, number>();
  const first: number[] = [];
  const of = Uint8Array.from({ length: SYMBOLS }, (_, symbol) => {
    const signature = sets.map((set) => (set >> BigInt(symbol)) & 1n).join("");
    const found = known.get(signature);
    if (found !== undefined) return found;
    known.set(signature, first.length);
    return first.push(symbol) - 1;
  });
  return { of, first };
}
