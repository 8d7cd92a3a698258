import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { LabError } from "../../base/lab-error.js";
import { type NativeFunctions, nativeFunctionNames } from "./native-functions.js";
import { currentLibc, nativeTarget } from "./native-target.js";

/** Whether the native functions are in use, and if not, why and what helps. */
export type NativeStatus =
  | { readonly state: "loaded"; readonly path: string; readonly reason: null; readonly remedy: null }
  | { readonly state: "missing"; readonly path: string | null; readonly reason: string; readonly remedy: string }
  | {
      readonly state: "broken";
      readonly path: string;
      readonly reason: string;
      readonly remedy: string;
      readonly cause: unknown;
    };

/** The outcome of looking for the binary: its functions where it is loaded, and the status in every case. */
export interface NativeLoad {
  readonly status: NativeStatus;
  readonly functions: NativeFunctions | null;
}

const buildIt = "Install Rust (https://rustup.rs) and run `npm start`: set-up builds the binary.";
const rebuildIt =
  "Delete the file and run `npm start`: set-up builds it again; without it the TypeScript twins are used.";

/** Loads one binary by its path. Never throws: a file that is absent is "missing", one that does not work is "broken". */
export function loadNativeFrom(path: string): NativeLoad {
  if (!existsSync(path)) return missing(path, `${path} is not there`);
  let loaded: Partial<Record<string, unknown>>;
  try {
    loaded = createRequire(import.meta.url)(path) as Partial<Record<string, unknown>>;
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    return broken(path, `${path} does not load: ${text}`, cause);
  }
  const lacking = nativeFunctionNames.filter((name) => typeof loaded[name] !== "function");
  if (lacking.length > 0) return broken(path, `${path} lacks ${lacking.join(", ")}: built from other sources`, null);
  // The names were checked above; their signatures are what native/src declares and the conformance test calls.
  const functions = loaded as unknown as NativeFunctions;
  return { status: { state: "loaded", path, reason: null, remedy: null }, functions };
}

let load: NativeLoad | undefined;

/** The binary of the package `@covet/native`, loaded at the first call in this process and kept; never throws. */
export function loadNative(): NativeLoad {
  load ??= find();
  return load;
}

/** Whether the native functions are in use in this process, and if not, why and what helps. Loads the binary if nothing has yet. */
export function nativeStatus(): NativeStatus {
  return loadNative().status;
}

/**
 * The functions that `auto` uses: the binary's, or `null` where there is no binary (the caller then uses its twin).
 * @throws LabError `native-broken` if there is a binary that does not work: to go on silently would measure something else.
 */
export function autoNative(from: NativeLoad = loadNative()): NativeFunctions | null {
  if (from.status.state !== "broken") return from.functions;
  const { path, reason, remedy, cause } = from.status;
  throw new LabError("native-broken", `the native binary is broken: ${reason}`, { remedy, data: { path }, cause });
}

function find(): NativeLoad {
  let packageFile: string;
  try {
    packageFile = createRequire(import.meta.url).resolve("@covet/native/package.json");
  } catch {
    return missing(null, "the package @covet/native is not installed");
  }
  const target = nativeTarget(process.platform, process.arch, process.platform === "linux" ? currentLibc() : "gnu");
  return loadNativeFrom(join(dirname(packageFile), `covet.${target}.node`));
}

function missing(path: string | null, reason: string): NativeLoad {
  return { status: { state: "missing", path, reason, remedy: buildIt }, functions: null };
}

function broken(path: string, reason: string, cause: unknown): NativeLoad {
  return { status: { state: "broken", path, reason, remedy: rebuildIt, cause }, functions: null };
}
