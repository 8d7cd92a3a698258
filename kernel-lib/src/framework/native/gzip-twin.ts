import { gzipSync } from "node:zlib";

/** The twin of the binary's `gzip`: Node's own zlib. Other bytes for the same content, which the format allows. */
export function gzipTwin(bytes: Uint8Array, level: number): Uint8Array {
  return gzipSync(bytes, { level });
}
