/**
 * What `await using` asks for, for compilers that do not know it yet (tslab's reads our declarations and is older than it).
 * The same declarations as TypeScript's own, with which these merge.
 */
declare global {
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol;
  }
  interface AsyncDisposable {
    [Symbol.asyncDispose](): PromiseLike<void>;
  }
}

export {};
