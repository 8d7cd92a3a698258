import type { Cache, CacheStatistics } from "./cache.js";
import { SingleFlight } from "./single-flight.js";

/**
 * Exact LRU. Each entry has a slot; a Map leads from the key to the slot, and the slots form a ring of links in one typed array, in the order
 * of use, so that using an entry allocates nothing and leaves nothing to the garbage collector (the layout of lru-cache and mnemonist).
 * The ring's head is slot 0, which holds no entry: no link is ever missing, and no case is special.
 */
export class LruCache<Key, Value> implements Cache<Key, Value> {
  readonly capacity: number;
  readonly #slots = new Map<Key, number>();
  /** By slot; they grow as the cache fills. Place 0 belongs to the ring's head. */
  readonly #keys: (Key | undefined)[] = [undefined];
  readonly #values: (Value | undefined)[] = [undefined];
  /** Two numbers a slot, side by side for one cache line: the slot used next after it, and the one used last before it. */
  readonly #links: Uint16Array | Uint32Array;
  /** The first of the slots that deletions left, linked by their first number; 0: none. */
  #free = 0;
  #hits = 0;
  #misses = 0;
  #evictions = 0;
  #loads: SingleFlight<Key, Value> | undefined;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#links = capacity < 2 ** 16 ? new Uint16Array(2 * (capacity + 1)) : new Uint32Array(2 * (capacity + 1));
  }

  get size(): number {
    return this.#slots.size;
  }

  get statistics(): CacheStatistics {
    return { hits: this.#hits, misses: this.#misses, evictions: this.#evictions };
  }

  get(key: Key): Value | undefined {
    const slot = this.#slots.get(key);
    if (slot === undefined) {
      this.#misses++;
      return undefined;
    }
    this.#hits++;
    this.#use(slot);
    return this.#values[slot];
  }

  peek(key: Key): Value | undefined {
    const slot = this.#slots.get(key);
    return slot === undefined ? undefined : this.#values[slot];
  }

  has(key: Key): boolean {
    return this.#slots.has(key);
  }

  set(key: Key, value: Value): void {
    this.#loads?.forget(key);
    this.#put(key, value);
  }

  delete(key: Key): boolean {
    this.#loads?.forget(key);
    const slot = this.#slots.get(key);
    if (slot === undefined) return false;
    this.#slots.delete(key);
    this.#unlink(slot);
    this.#keys[slot] = undefined;
    this.#values[slot] = undefined;
    this.#links[2 * slot] = this.#free;
    this.#free = slot;
    return true;
  }

  clear(): void {
    this.#loads?.forgetAll();
    this.#slots.clear();
    this.#keys.length = 1;
    this.#values.length = 1;
    this.#links[0] = 0;
    this.#links[1] = 0;
    this.#free = 0;
  }

  async load(key: Key, load: (key: Key) => Promise<Value>): Promise<Value> {
    const slot = this.#slots.get(key);
    if (slot !== undefined) {
      this.#hits++;
      this.#use(slot);
      return this.#values[slot] as Value;
    }
    this.#misses++;
    this.#loads ??= new SingleFlight((loaded, value) => this.#put(loaded, value));
    return this.#loads.load(key, load);
  }

  /** The entries as they are when this is called: what happens to the cache meanwhile does not show. O(size). */
  [Symbol.iterator](): Iterator<readonly [Key, Value]> {
    const entries: (readonly [Key, Value])[] = [];
    for (let slot = this.#links[1] ?? 0; slot !== 0; slot = this.#links[2 * slot + 1] ?? 0)
      entries.push([this.#keys[slot] as Key, this.#values[slot] as Value]);
    return entries[Symbol.iterator]();
  }

  #put(key: Key, value: Value): void {
    // To remember the key that `get` has just not found, and not look again, gained nothing: 71 and 70 ns, 91 and 91 ns a miss.
    const known = this.#slots.get(key);
    if (known !== undefined) {
      this.#values[known] = value;
      this.#use(known);
      return;
    }
    const slot = this.#emptySlot();
    this.#slots.set(key, slot);
    this.#keys[slot] = key;
    this.#values[slot] = value;
    this.#linkFirst(slot);
  }

  /** A slot for a new entry; evicts the least recently used one where there is no other. */
  #emptySlot(): number {
    const freed = this.#free;
    if (freed !== 0) {
      this.#free = this.#links[2 * freed] ?? 0;
      return freed;
    }
    if (this.#keys.length <= this.capacity) return this.#keys.length;
    const last = this.#links[0] ?? 0;
    this.#slots.delete(this.#keys[last] as Key);
    this.#unlink(last);
    this.#evictions++;
    return last;
  }

  #use(slot: number): void {
    if (this.#links[1] === slot) return;
    this.#unlink(slot);
    this.#linkFirst(slot);
  }

  #unlink(slot: number): void {
    const links = this.#links;
    const after = links[2 * slot] ?? 0;
    const before = links[2 * slot + 1] ?? 0;
    links[2 * after + 1] = before;
    links[2 * before] = after;
  }

  /** Puts a slot in front: the head's second number is the most recently used one, its first the least. */
  #linkFirst(slot: number): void {
    const links = this.#links;
    const first = links[1] ?? 0;
    links[2 * slot] = 0;
    links[2 * slot + 1] = first;
    links[2 * first] = slot;
    links[1] = slot;
  }
}
