import { gzipWith } from "./gzip-with.js";
import type { HttpHead } from "./http-head.js";
import { httpHeadParser } from "./http-head-parser.js";
import { jsonParser } from "./json-parser.js";
import type { NativeFunctions } from "./native-functions.js";
import { urlPathFinder } from "./url-path-finder.js";

/** What Covet can do in Rust and in TypeScript, with the same answers; `nativeOperations` says which is used. */
export interface Operations {
  /**
   * The head of an HTTP/1.x request that begins at the first byte; null where its empty line has not come yet. O(length of the head).
   * @throws InvalidHttpHead naming the part at fault.
   */
  parseHttpHead(bytes: Uint8Array): HttpHead | null;

  /**
   * The value of a JSON text (RFC 8259) in UTF-8, as `JSON.parse` makes it.
   * @throws InvalidJson where it is none.
   */
  parseJson(bytes: Uint8Array): unknown;

  /**
   * The path of an absolute URL with an authority ("http://host/a?b" gives "/a") or of an origin-form target ("/a?b" gives "/a"), as it stands
   * there: neither decoded nor normalised; "/" where an absolute URL has none. O(length).
   * @throws InvalidUrl where it is neither, or scheme and authority have more than 65,535 characters.
   */
  urlPath(url: string): string;

  /**
   * The bytes in the gzip format (RFC 1952).
   * @param level a whole number from 1 (least work) to 9 (least size).
   * @throws InvalidCompressionLevel for any other.
   */
  gzip(bytes: Uint8Array, level: number): Uint8Array;

  /**
   * A whole number below 2^32 that spreads well and is the same on every machine and in every run (XXH32 of the UTF-16 code units). Not for
   * secrets, nor for tables whose keys an enemy may choose. O(length).
   */
  hash(text: string): number;
}

/** The operations on one set of functions: the binary's or their twins. */
export function operationsWith(functions: NativeFunctions): Operations {
  return {
    parseHttpHead: httpHeadParser(functions),
    parseJson: jsonParser(functions),
    urlPath: urlPathFinder(functions),
    gzip: gzipWith(functions),
    hash: functions.hash,
  };
}
