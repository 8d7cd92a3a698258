// Where in the records of a slot its links are. (In each file anew: V8 loads an imported constant each time, which took 2 ns of a hit's 15.)
const WIDTH = 4;
const BEFORE = 2;
const AFTER = 3;
/** A chunk has 2^12 slots, with two things each; of a place, which has four numbers a slot, these tell the chunk, and the key's position there. */
const CHUNK = 12;
const CHUNK_SHIFT = CHUNK + 2;
const IN_CHUNK = 2 ** (CHUNK + 1) - 1;
const SECOND_CHUNK = 2 ** CHUNK_SHIFT;

/**
 * The slots of a cache: what entries are kept in, and rings of them. Each has four numbers in one array, side by side for one cache line: two for the table of keys, then
 * its links. A slot is named by the place where its numbers begin there, a multiple of four. The first slots are the rings' heads, which hold no entry: no link is ever
 * missing, and place 0 stands for none. Nothing is allocated for an entry, and nothing that grows is ever copied: with 2^20 entries that would take milliseconds.
 *
 * Two things are for speed. The table and the cache extend this and do not have it: with an object of its own for each a hit on an integer took 15 ns in place of 7, for
 * a branch that the processor predicts wrongly exposes the whole chain of loads. And what never changes is only declared as a field, and assigned once, by the constructor:
 * V8 then takes it for constant, and loads it once for a whole hit (11 ns in place of 8).
 */
export abstract class Slots<Key, Value> {
  declare protected readonly records: Int32Array;
  declare private readonly count: number;
  declare private readonly start: number;
  /** The first place that was never used. */
  #unused = 0;
  /** The first of the places that are used no more, linked by what else is the place before it; 0: none. */
  #free = 0;
  /** Keys and values side by side, in chunks; the first one by itself, so that small caches take one step less. */
  declare private readonly firstChunk: unknown[];
  readonly #chunks: unknown[][] = [];

  /**
   * @param heads how many rings there are; their heads are the places 0, 4, 8, …
   * @param count of slots, without the heads
   */
  protected constructor(heads: number, count: number) {
    this.count = heads + count;
    this.start = heads * WIDTH;
    this.#unused = this.start;
    // The operating system gives memory as it is touched.
    this.records = new Int32Array(this.count * WIDTH);
    this.firstChunk = this.#newChunk(0);
    this.#emptyRings();
  }

  protected keyAt(place: number): Key {
    return this.#chunkOf(place)[(place >>> 1) & IN_CHUNK] as Key;
  }

  protected valueAt(place: number): Value {
    return this.#chunkOf(place)[((place >>> 1) & IN_CHUNK) | 1] as Value;
  }

  protected setPair(place: number, key: Key | undefined, value: Value | undefined): void {
    const chunk = this.#chunkOf(place);
    chunk[(place >>> 1) & IN_CHUNK] = key;
    chunk[((place >>> 1) & IN_CHUNK) | 1] = value;
  }

  protected setValue(place: number, value: Value | undefined): void {
    this.#chunkOf(place)[((place >>> 1) & IN_CHUNK) | 1] = value;
  }

  /** A place that is not used; there must be one. */
  protected take(): number {
    const freed = this.#free;
    if (freed !== 0) {
      this.#free = this.records[freed | BEFORE] as number;
      return freed;
    }
    const place = this.#unused;
    this.#unused += WIDTH;
    if (place >>> CHUNK_SHIFT > this.#chunks.length) this.#chunks.push(this.#newChunk(place / WIDTH));
    return place;
  }

  /** Lets go of what is in a place that is not linked, for `take` to give it again. */
  protected giveBack(place: number): void {
    this.setPair(place, undefined, undefined);
    this.records[place | BEFORE] = this.#free;
    this.#free = place;
  }

  protected giveBackAll(): void {
    this.#chunks.length = 0;
    this.firstChunk.fill(undefined);
    this.#unused = this.start;
    this.#free = 0;
    this.#emptyRings();
  }

  /** The place at the front of a ring; the head itself where there is none. */
  protected first(head: number): number {
    return this.records[head | AFTER] as number;
  }

  /** The place at the back of a ring; the head itself where there is none. */
  protected last(head: number): number {
    return this.records[head | BEFORE] as number;
  }

  /** The places of a ring from its front on. */
  protected placesOf(head: number): number[] {
    const places: number[] = [];
    for (let place = this.first(head); place !== head; place = this.first(place)) places.push(place);
    return places;
  }

  protected unlink(place: number): void {
    const { records } = this;
    const before = records[place | BEFORE] as number;
    const after = records[place | AFTER] as number;
    records[after | BEFORE] = before;
    records[before | AFTER] = after;
  }

  /** Puts a place at the front of a ring. */
  protected linkFirst(head: number, place: number): void {
    const { records } = this;
    const first = records[head | AFTER] as number;
    records[place | BEFORE] = head;
    records[place | AFTER] = first;
    records[first | BEFORE] = place;
    records[head | AFTER] = place;
  }

  #emptyRings(): void {
    for (let head = 0; head < this.start; head += WIDTH) this.records.fill(head, head | BEFORE, head + WIDTH);
  }

  #chunkOf(place: number): unknown[] {
    return place < SECOND_CHUNK ? this.firstChunk : (this.#chunks[(place >>> CHUNK_SHIFT) - 1] as unknown[]);
  }

  /** Filled with what is no number, or V8 would have arrays of other kinds for numbers, and code for each. */
  #newChunk(slotsBefore: number): unknown[] {
    return new Array(2 * Math.min(2 ** CHUNK, this.count - slotsBefore)).fill(undefined);
  }
}
