import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * The HMAC-SHA256 of a message's frames (header, parent header, metadata, content, and no buffers), in hex.
 * An empty key means unsigned: the signature is then the empty string, as the protocol says.
 */
export function signature(key: string, frames: readonly (string | Uint8Array)[]): string {
  if (key === "") return "";
  const hash = createHmac("sha256", key);
  for (const frame of frames) hash.update(frame);
  return hash.digest("hex");
}

/** True if `given` is the signature of `frames`; takes the same time wherever they differ. */
export function isSignedBy(key: string, frames: readonly (string | Uint8Array)[], given: string): boolean {
  const expected = Buffer.from(signature(key, frames));
  const actual = Buffer.from(given);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
