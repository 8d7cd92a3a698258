import type { CacheLoader } from "./cache.js";

/** One who waits for a load. */
interface Waiter<Value> {
  readonly resolve: (value: Value) => void;
  readonly reject: (reason: unknown) => void;
  readonly signal: AbortSignal | undefined;
  readonly leave: () => void;
}

/** A load that runs. */
interface Flight<Key, Value, Note> {
  readonly note: Note;
  readonly waiters: Set<Waiter<Value>>;
  /** Its signal is the load's: it fires when the last waiter has left. */
  readonly ended: AbortController;
  readonly failed: ((error: unknown, key: Key) => void) | undefined;
}

/**
 * Loads that run: one a key, however many ask; a key that is forgotten meanwhile is not put. Each load has a note of the caller's, with which its value is put.
 * A load is held by nothing but its waiters: when all have left it is forgotten, so that one which never ends costs nothing from then on.
 */
export class SingleFlight<Key, Value, Note> {
  readonly #running = new Map<Key, Flight<Key, Value, Note>>();
  readonly #put: (key: Key, value: Value, note: Note) => void;

  /** @param put called once for each load that fulfils and was not forgotten, before those that wait go on; what it throws they get. */
  constructor(put: (key: Key, value: Value, note: Note) => void) {
    this.#put = put;
  }

  /**
   * The value of the load that runs for this key, else of one begun now, with this note. Rejects as the load does, also where that throws at once, and with
   * the signal's reason once that fires.
   */
  load(key: Key, load: CacheLoader<Key, Value>, note: Note, signal?: AbortSignal): Promise<Value> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const flight = this.#running.get(key) ?? this.#begin(key, load, note, undefined);
    return new Promise((resolve, reject) => {
      const leave = () => this.#leave(key, flight, waiter);
      const waiter: Waiter<Value> = { resolve, reject, signal, leave };
      flight.waiters.add(waiter);
      signal?.addEventListener("abort", leave, { once: true });
    });
  }

  /**
   * Begins a load for which nobody waits, unless one runs for this key. Who asks meanwhile waits for it; where they all leave, it ends like any other.
   * @param failed called with what the load, or putting its value, throws.
   */
  refresh(key: Key, load: CacheLoader<Key, Value>, note: Note, failed: (error: unknown, key: Key) => void): void {
    if (!this.#running.has(key)) this.#begin(key, load, note, failed);
  }

  /** The note of the load that runs for this key. */
  noteOf(key: Key): Note | undefined {
    return this.#running.get(key)?.note;
  }

  /** Those that wait still get the result; it is not put, and the next `load` of this key begins another one. */
  forget(key: Key): void {
    this.#running.delete(key);
  }

  forgetAll(): void {
    this.#running.clear();
  }

  #begin(key: Key, load: CacheLoader<Key, Value>, note: Note, failed: Flight<Key, Value, Note>["failed"]) {
    const flight: Flight<Key, Value, Note> = { note, waiters: new Set(), ended: new AbortController(), failed };
    this.#running.set(key, flight);
    void this.#run(key, flight, load);
    return flight;
  }

  #leave(key: Key, flight: Flight<Key, Value, Note>, waiter: Waiter<Value>): void {
    const reason = waiter.signal?.reason;
    waiter.reject(reason);
    flight.waiters.delete(waiter);
    if (flight.waiters.size > 0) return;
    if (this.#running.get(key) === flight) this.#running.delete(key);
    flight.ended.abort(reason);
  }

  /** Rejects only with what `failed` throws, which nobody awaits: an unhandled rejection, so that it is not lost. */
  async #run(key: Key, flight: Flight<Key, Value, Note>, load: CacheLoader<Key, Value>): Promise<void> {
    // So that the flight is in the map, and waited for, before `load` runs: it may ask for the same key, or change the cache.
    await undefined;
    const signal = flight.ended.signal;
    if (signal.aborted) return;
    try {
      const value = await load(key, signal);
      if (this.#running.get(key) === flight) this.#put(key, value, flight.note);
      this.#end(key, flight, (waiter) => waiter.resolve(value));
    } catch (error) {
      this.#end(key, flight, (waiter) => waiter.reject(error));
      if (!signal.aborted) flight.failed?.(error, key);
    }
  }

  #end(key: Key, flight: Flight<Key, Value, Note>, settle: (waiter: Waiter<Value>) => void): void {
    if (this.#running.get(key) === flight) this.#running.delete(key);
    for (const waiter of flight.waiters) {
      waiter.signal?.removeEventListener("abort", waiter.leave);
      settle(waiter);
    }
    flight.waiters.clear();
  }
}
