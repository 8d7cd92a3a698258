import type { Cache, CacheLoader, CacheLoadOptions, CacheStatistics } from "./cache.js";
import { KeyTable } from "./key-table.js";
import { SingleFlight } from "./single-flight.js";

/** Told of an entry that the policy has just evicted, in the midst of the change: it must not use the cache. */
export type Evicted<Key, Value> = (key: Key, value: Value) => void;

/** What caches of any policy share: entries in slots, found by their keys, and counts. */
export abstract class SlotCache<Key, Value> extends KeyTable<Key, Value> implements Cache<Key, Value> {
  declare readonly capacity: number;
  protected evictions = 0;
  declare private readonly evicted: Evicted<Key, Value> | null;
  /** The last ring's head. */
  readonly #lastHead: number;
  #size = 0;
  #hits = 0;
  #misses = 0;
  #loads: SingleFlight<Key, Value, undefined> | undefined;

  /**
   * @param heads how many rings the policy has; their heads are the places 0, 4, 8, …
   * @param notes of how many keys without an entry the policy may note something
   */
  protected constructor(capacity: number, heads: number, notes: number, evicted: Evicted<Key, Value> | null) {
    super(heads, capacity + notes);
    this.capacity = capacity;
    this.evicted = evicted;
    this.#lastHead = 4 * (heads - 1);
  }

  /** An entry was used; false if there is no entry, but what the policy has noted of a key. */
  protected abstract use(place: number): boolean;
  /** Whether there is an entry, and not what the policy has noted of a key. */
  protected abstract holds(place: number): boolean;
  /** Links the place of a new entry into a ring. */
  protected abstract link(place: number): void;
  /** Links the place of a key that was noted into a ring of entries. */
  protected abstract linkAgain(place: number): void;
  /**
   * Unlinks the entry that goes next, tells of it with `goes`, and may note its key in its place.
   * @returns the place that is not needed any more, whose key is still in the table: that entry's, or that of an older note; 0: none
   */
  protected abstract evict(): number;
  /** An entry, or what is noted of a key, goes because it was deleted: unlinks it. False if it was no entry. */
  protected abstract leave(place: number): boolean;
  /** A key that is noted gets an entry again: unlinks the note. */
  protected abstract recall(place: number): void;
  protected abstract forgetAll(): void;

  get size(): number {
    return this.#size;
  }

  get statistics(): CacheStatistics {
    return { hits: this.#hits, misses: this.#misses, evictions: this.evictions };
  }

  get(key: Key): Value | undefined {
    const place = this.find(key);
    if (place === 0 || !this.use(place)) {
      this.#misses++;
      return undefined;
    }
    this.#hits++;
    return this.valueAt(place);
  }

  peek(key: Key): Value | undefined {
    const place = this.find(key);
    return place !== 0 && this.holds(place) ? this.valueAt(place) : undefined;
  }

  has(key: Key): boolean {
    const place = this.find(key);
    return place !== 0 && this.holds(place);
  }

  set(key: Key, value: Value): void {
    this.#loads?.forget(key);
    this.#put(key, value);
  }

  delete(key: Key): boolean {
    this.#loads?.forget(key);
    const place = this.find(key);
    if (place === 0) return false;
    const held = this.leave(place);
    if (held) this.#size--;
    this.#release(place);
    return held;
  }

  /** Evicts the entry that the policy chooses, also where there is room; false if there is none. O(1). */
  evictNext(): boolean {
    if (this.#size === 0) return false;
    this.#makeRoom();
    return true;
  }

  clear(): void {
    this.#loads?.forgetAll();
    this.removeAll();
    this.giveBackAll();
    this.#size = 0;
    this.forgetAll();
  }

  async load(key: Key, load: CacheLoader<Key, Value>, options?: CacheLoadOptions): Promise<Value> {
    const signal = options?.signal;
    signal?.throwIfAborted();
    const place = this.find(key);
    if (place !== 0 && this.use(place)) {
      this.#hits++;
      return this.valueAt(place);
    }
    this.#misses++;
    this.#loads ??= new SingleFlight((loaded, value) => this.#put(loaded, value));
    return this.#loads.load(key, load, undefined, signal);
  }

  dump(): readonly (readonly [Key, Value])[] {
    return [...this].reverse();
  }

  restore(dump: readonly (readonly [Key, Value])[]): void {
    for (const [key, value] of dump) this.set(key, value);
  }

  /** The entries as they are when this is called: what happens to the cache meanwhile does not show. O(size). */
  [Symbol.iterator](): Iterator<readonly [Key, Value]> {
    const entries: (readonly [Key, Value])[] = [];
    for (let head = this.#lastHead; head >= 0; head -= 4)
      for (const place of this.placesOf(head)) entries.push([this.keyAt(place), this.valueAt(place)]);
    return entries[Symbol.iterator]();
  }

  /** The policy evicts an entry, whose place is no longer linked. */
  protected goes(place: number): void {
    this.evictions++;
    this.#size--;
    if (this.evicted !== null) this.evicted(this.keyAt(place), this.valueAt(place));
  }

  #put(key: Key, value: Value): void {
    const known = this.findAgain(key);
    if (known === 0) {
      let place = this.#size === this.capacity ? this.evict() : 0;
      if (place === 0) place = this.take();
      else this.remove(place);
      this.add(key, place);
      // Both zeros are one key, which is kept as 0, as a Map does.
      this.setPair(place, key === 0 ? (0 as Key) : key, value);
      this.#size++;
      this.link(place);
      return;
    }
    if (!this.use(known)) {
      // Before another entry goes, or what is noted of this key might be forgotten for it.
      this.recall(known);
      if (this.#size === this.capacity) this.#makeRoom();
      this.#size++;
      this.linkAgain(known);
    }
    this.setValue(known, value);
  }

  #makeRoom(): void {
    const place = this.evict();
    if (place !== 0) this.#release(place);
  }

  #release(place: number): void {
    this.remove(place);
    this.giveBack(place);
  }
}
