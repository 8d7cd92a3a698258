import { isUtf8 } from "node:buffer";
import { asBuffer } from "./as-buffer.js";

/** The twin of the binary's `jsonParse`: the engine's own `JSON.parse`, after decoding. Throws a TypeError where the bytes are not UTF-8. */
export function jsonParseTwin(bytes: Uint8Array): unknown {
  const text = asBuffer(bytes).toString("utf8");
  // A wrong sequence is decoded to U+FFFD, so that most texts need no second look (and one-byte strings cannot contain it).
  if (text.includes("\ufffd") && !isUtf8(bytes)) throw new TypeError("the bytes are not UTF-8");
  return JSON.parse(text);
}
