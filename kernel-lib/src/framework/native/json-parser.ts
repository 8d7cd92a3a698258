import { InvalidJson } from "../errors/invalid-json.js";
import type { NativeFunctions } from "./native-functions.js";

/** Makes `Operations.parseJson`. */
export function jsonParser({ jsonParse }: NativeFunctions): (bytes: Uint8Array) => unknown {
  return (bytes) => {
    try {
      return jsonParse(bytes);
    } catch (cause) {
      throw new InvalidJson(cause);
    }
  };
}
