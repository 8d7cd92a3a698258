import { LabError } from "../../base/lab-error.js";
import { autoNative } from "./load-native.js";
import { type Operations, operationsWith } from "./operations.js";
import { twins } from "./twins.js";

/** Which implementation: Rust, its TypeScript twin, or Rust where the binary is there and the twin where it is not. */
export type OperationsKind = "auto" | "native" | "twin";

const made = new Map<OperationsKind, Operations>();

/**
 * Covet's operations in one implementation, made at the first call for each kind and kept; loads the binary unless "twin" is asked for.
 * @throws LabError `native-missing` if "native" is asked for and there is no binary; `native-broken` if there is one that does not work.
 */
export function nativeOperations(kind: OperationsKind = "auto"): Operations {
  let operations = made.get(kind);
  if (operations === undefined) {
    operations = operationsWith(kind === "twin" ? twins : (autoNative() ?? orTwins(kind)));
    made.set(kind, operations);
  }
  return operations;
}

function orTwins(kind: OperationsKind): typeof twins {
  if (kind === "auto") return twins;
  throw new LabError("native-missing", "the native operations were asked for, and there is no binary", {
    remedy:
      'Install Rust (https://rustup.rs) and run `npm start`, or ask for "auto": nativeStatus() says what is lacking.',
  });
}
