import { LabError } from "../../base/lab-error.js";
import { autoNative } from "./load-native.js";
import type { NativeFunctions } from "./native-functions.js";
import { type Operations, operationsWith } from "./operations.js";
import { twins } from "./twins.js";

/** Which implementation: Rust, its TypeScript twin, or for each operation the one that was found to take less time, as far as the binary is there. */
export type OperationsKind = "auto" | "native" | "twin";

/**
 * What "auto" does in Rust. A plain loop over inputs like section 1's, Rust and twin, Node 26 on an AMD EPYC: gzip 9.0 and 10.8 µs; but head
 * of a GET 267 and 122 ns, of a POST 472 and 393 ns, JSON 0.67 and 0.30, 21.4 and 5.9, 524 and 135 µs, path 118 and 80 ns, hash 119 and 66 ns.
 */
const faster = ["gzip"] as const satisfies readonly (keyof Operations)[];

const made = new Map<OperationsKind, Operations>();

/**
 * Covet's operations in one implementation, made at the first call for each kind and kept; loads the binary unless "twin" is asked for.
 * @throws LabError `native-missing` if "native" is asked for and there is no binary; `native-broken` if there is one that does not work.
 */
export function nativeOperations(kind: OperationsKind = "auto"): Operations {
  let operations = made.get(kind);
  if (operations === undefined) {
    operations = kind === "auto" ? mixed() : operationsWith(kind === "twin" ? twins : binary());
    made.set(kind, operations);
  }
  return operations;
}

function mixed(): Operations {
  const twin = operationsWith(twins);
  const functions = autoNative();
  if (functions === null) return twin;
  const native = operationsWith(functions);
  return { ...twin, ...Object.fromEntries(faster.map((name) => [name, native[name]])) };
}

function binary(): NativeFunctions {
  const functions = autoNative();
  if (functions !== null) return functions;
  throw new LabError("native-missing", "the native operations were asked for, and there is no binary", {
    remedy:
      'Install Rust (https://rustup.rs) and run `npm start`, or ask for "auto": nativeStatus() says what is lacking.',
  });
}
