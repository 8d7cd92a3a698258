/** What the binary exports, as `native/src/lib.rs` declares it: one function a line, each with a twin in this folder. */
export interface NativeFunctions {
  emptyCall(): number;
}

/** The names of `NativeFunctions`; a binary that lacks one of them is of another version and counts as broken. */
export const nativeFunctionNames: readonly (keyof NativeFunctions)[] = ["emptyCall"];
