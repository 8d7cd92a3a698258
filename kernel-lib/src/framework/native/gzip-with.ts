import { InvalidCompressionLevel } from "../errors/invalid-compression-level.js";
import type { NativeFunctions } from "./native-functions.js";

/** Makes `Operations.gzip`. */
export function gzipWith({ gzip }: NativeFunctions): (bytes: Uint8Array, level: number) => Uint8Array {
  return (bytes, level) => {
    if (!(Number.isInteger(level) && level >= 1 && level <= 9)) throw new InvalidCompressionLevel(level);
    return gzip(bytes, level);
  };
}
