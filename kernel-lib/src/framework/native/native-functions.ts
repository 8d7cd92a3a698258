/**
 * THE CONTRACT OF THE BINARY: what it exports, as `native/src` declares it, one function a module. `twins` is the same in TypeScript, and both
 * pass one conformance suite. What a program calls are the operations built on either (`nativeOperations`).
 */
export interface NativeFunctions {
  /** Does nothing and returns 1. */
  emptyCall(): number;

  /**
   * Finds the parts of an HTTP/1.x request's head (see `HttpHead`). Returns the head's length in bytes with its empty line, 0 where it is not
   * complete yet, or a negative number: the place in `headFaults`. Only with a length is `spans` written, all places in bytes from the
   * beginning: minor version, number of headers, start and end of the method, of the target, then of each header's name and value.
   * @param spans at least `spanCount` numbers.
   */
  httpHeadSpans(bytes: Uint8Array, spans: Uint32Array): number;

  /** The value of a JSON text in UTF-8; throws any error where it is none. */
  jsonParse(bytes: Uint8Array): unknown;

  /** Where a URL's path is: start * 2^32 + end, in UTF-16 code units; -1 where it has none (see `Operations.urlPath`). */
  urlPathSpan(url: string): number;

  /** @param level 1 (least work) to 9. */
  gzip(bytes: Uint8Array, level: number): Uint8Array;

  /** XXH32 of the string's UTF-16 code units, low byte first, seed 0: a whole number below 2^32. */
  hash(text: string): number;
}

/** The names of `NativeFunctions`; a binary that lacks one of them is of another version and counts as broken. */
export const nativeFunctionNames: readonly (keyof NativeFunctions)[] = [
  "emptyCall",
  "httpHeadSpans",
  "jsonParse",
  "urlPathSpan",
  "gzip",
  "hash",
];

/** Headers that a head may have; one more is a fault. */
export const mostHeaders = 100;

/** How long `spans` of `httpHeadSpans` is at least. */
export const spanCount = 6 + 4 * mostHeaders;

/** What a negative result of `httpHeadSpans` means: -1 is the first. */
export const headFaults = [
  "method or target",
  "version",
  "end of a line",
  "name of a header",
  "value of a header",
  "number of headers",
] as const;
