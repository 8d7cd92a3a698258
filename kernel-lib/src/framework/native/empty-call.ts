import { emptyCallTwin } from "./empty-call-twin.js";
import { autoNative } from "./load-native.js";

let chosen: (() => number) | undefined;

/**
 * An empty call, native where the binary is there, else its twin (`nativeStatus()` says which and why); returns 1.
 * The choice is made at the first call and kept.
 * @throws LabError `native-broken` if the binary is there and does not work.
 */
export function emptyCall(): number {
  chosen ??= autoNative()?.emptyCall ?? emptyCallTwin;
  return chosen();
}
