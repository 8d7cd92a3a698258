import { allSymbols, inSegment, type Symbols, symbolsOf } from "./alphabet.js";

/** A regular expression over paths, as a tree. */
export type Expression =
  | { readonly kind: "symbols"; readonly set: Symbols }
  | { readonly kind: "sequence"; readonly parts: readonly Expression[] }
  | { readonly kind: "choice"; readonly options: readonly Expression[] }
  /** `most` null: any number of times. */
  | { readonly kind: "repeat"; readonly of: Expression; readonly least: number; readonly most: number | null };

export const symbols = (set: Symbols): Expression => ({ kind: "symbols", set });
export const sequence = (...parts: readonly Expression[]): Expression => ({ kind: "sequence", parts });
export const choice = (...options: readonly Expression[]): Expression => ({ kind: "choice", options });
export const repeat = (of: Expression, least: number, most: number | null): Expression => ({
  kind: "repeat",
  of,
  least,
  most,
});

/** The text itself. */
export const text = (characters: string): Expression =>
  sequence(...Array.from({ length: characters.length }, (_, place) => symbols(symbolsOf(characters.charAt(place)))));

/** What a param without constraint takes: a whole segment or a part of one, not empty. */
export const segmentPart: Expression = repeat(symbols(inSegment), 1, null);

/** What a wildcard takes: anything, slashes too. */
export const anything: Expression = repeat(symbols(allSymbols), 0, null);
