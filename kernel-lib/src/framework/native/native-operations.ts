import { LabError } from "../../base/lab-error.js";
import { autoNative } from "./load-native.js";
import type { NativeFunctions } from "./native-functions.js";
import { type Operations, operationsWith } from "./operations.js";
import { twins } from "./twins.js";

/** Which implementation: Rust, its TypeScript twin, or for each operation the one that was found to take less time, as far as the binary is there. */
export type OperationsKind = "auto" | "native" | "twin";

/**
 * What "auto" does in Rust. Medians of section 1, Rust and twin, Node 26 on an AMD EPYC: gzip 10.9 and 23.2 µs; but head of a GET 273 and 140 ns,
 * JSON 0.69 and 0.34, 19.5 and 7.4, 478 and 182 µs, path 124 and 70 ns, hash 105 and 36 ns. The head of a POST, 506 and 575 ns, gains
 * less than the head of a GET loses.
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
