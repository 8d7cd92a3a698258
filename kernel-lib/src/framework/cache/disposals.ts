import type { CacheDisposeReason } from "./managed-cache.js";

/** Values that a call has removed, of which `onDispose` is told when the cache is as the call leaves it. */
export class Disposals<Key, Value> {
  readonly #onDispose: ((value: Value, key: Key, reason: CacheDisposeReason) => void) | undefined;
  #waiting: { readonly value: Value; readonly key: Key; readonly reason: CacheDisposeReason }[] = [];

  constructor(onDispose: ((value: Value, key: Key, reason: CacheDisposeReason) => void) | undefined) {
    this.#onDispose = onDispose;
  }

  /** Whether anyone is told. */
  get wanted(): boolean {
    return this.#onDispose !== undefined;
  }

  add(value: Value, key: Key, reason: CacheDisposeReason): void {
    if (this.#onDispose !== undefined) this.#waiting.push({ value, key, reason });
  }

  /**
   * Tells of all that wait, in their order. What is removed meanwhile belongs to the calls that `onDispose` makes.
   * @throws what `onDispose` threw, after all were told; an AggregateError if it threw more than once.
   */
  run(): void {
    if (this.#waiting.length === 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    const errors: unknown[] = [];
    for (const { value, key, reason } of waiting) {
      try {
        this.#onDispose?.(value, key, reason);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length === 1) throw errors[0];
    if (errors.length > 1) throw new AggregateError(errors, `onDispose threw for ${errors.length} values of the cache`);
  }
}
