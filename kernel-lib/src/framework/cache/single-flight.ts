/** Loads that run: one a key, however many ask; a key that is forgotten meanwhile is not put. */
export class SingleFlight<Key, Value> {
  readonly #running = new Map<Key, Promise<Value>>();
  readonly #put: (key: Key, value: Value) => void;

  /** @param put called once for each load that fulfils and was not forgotten, before those that wait go on. */
  constructor(put: (key: Key, value: Value) => void) {
    this.#put = put;
  }

  /** The promise of the load that runs for this key, else of one begun now. Rejects as the load does, also where that throws at once. */
  load(key: Key, load: (key: Key) => Promise<Value>): Promise<Value> {
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const promise = this.#finish(key, load, () => promise);
    this.#running.set(key, promise);
    return promise;
  }

  /** Those that wait still get the result; it is not put, and the next `load` of this key begins another one. */
  forget(key: Key): void {
    this.#running.delete(key);
  }

  forgetAll(): void {
    this.#running.clear();
  }

  async #finish(key: Key, load: (key: Key) => Promise<Value>, own: () => Promise<Value>): Promise<Value> {
    // So that `own()` is in the map before `load` runs: it may ask for the same key, or change the cache.
    await undefined;
    try {
      const value = await load(key);
      if (this.#running.get(key) === own()) this.#put(key, value);
      return value;
    } finally {
      if (this.#running.get(key) === own()) this.#running.delete(key);
    }
  }
}
