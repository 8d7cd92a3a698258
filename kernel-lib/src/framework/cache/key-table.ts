import { OtherKeys } from "./other-keys.js";
import { Slots } from "./slots.js";

// Where in the records of a slot is by what its key is known, and the place that follows in its chain. (Not imported, see slots.ts.)
const HASH = 0;
const NEXT = 1;
/** No chain is longer, so that no set of keys, however chosen, makes a look-up long. With keys at random one in 10^15 chains would be. */
const LONGEST_CHAIN = 16;
/**
 * The hash of a longer string takes V8 less: 89 ns at 64 characters, 107 at 128, where one made here takes 105 and 205. (At 60 a hit takes the same by both, and a miss
 * here half, for a Map's `set` and `delete`.)
 */
const LONGEST_STRING = 64;
/** Whole numbers from here to 2^31 - 1 stand for themselves in the records, and those below for the hashes of strings. */
const LEAST = -(2 ** 30);
/** What is no key of the table, and equal to no key. */
const NO_STRING = " ".repeat(LONGEST_STRING + 1);
const NO_INTEGER = Number.NaN;
/** In place of a bucket: the key comes to the Maps, because its chain is full. */
const CROWDED = -1;
/** An odd number near 2^32 over the golden ratio: multiplied with it, numbers that are alike differ in their upper bits. */
const FACTOR = 0x9e3779b1 | 0;

/**
 * Slots with keys, told apart as by a Map. Whole numbers and short strings have a hash table here, with a chain of places for each bucket; all other keys, and those
 * that too many others are like, are in Maps.
 *
 * V8's Map takes some 75 ns for the hash of a string that nobody has looked up yet, as a parser hands them over; one made here takes 1.7 ns a character. (Where V8 has the
 * hash already, its Map is the faster one.) And a Map is moved to a larger one, all at once, when it is full: that took 67 ms in one `set` at 2^20 entries; this table is
 * made for all keys at once, of memory that the operating system gives as it is touched.
 */
export abstract class KeyTable<Key, Value> extends Slots<Key, Value> {
  /** The first place of each chain, or 0. At least one and a half a key: then seven in ten keys are the first of their chain. */
  declare private readonly buckets: Int32Array;
  declare private readonly bits: number;
  declare private readonly farBits: number;
  declare private readonly shift: number;
  declare private readonly mask: number;
  declare private readonly others: OtherKeys<Key>;
  /** How many of the others are there because their chain is full. */
  #crowded = 0;
  /** The key of the table's kinds that was last not found, if it is not there yet: most often it is put next. */
  #missedString = NO_STRING;
  #missedInteger = NO_INTEGER;
  /** Of that key: its hash, and where it would come. */
  #missedHash = 0;
  #missedBucket = 0;

  /** @param count how many keys there may be */
  protected constructor(heads: number, count: number) {
    super(heads, count);
    this.bits = Math.max(1, 32 - Math.clz32(Math.ceil(1.5 * count) - 1));
    this.farBits = Math.min(31, 2 * this.bits);
    this.shift = 32 - this.bits;
    this.mask = 2 ** this.bits - 1;
    this.buckets = new Int32Array(2 ** this.bits);
    this.others = new OtherKeys(count);
  }

  /** The place of a key; 0: none. O(1) for a number, O(length) for a string. */
  protected find(key: Key): number {
    // Written out, not by the functions below: 1 ns of 8.
    if (typeof key === "string" && key.length <= LONGEST_STRING) return this.#findString(key);
    if (typeof key === "number" && (key | 0) === key && key >= LEAST) {
      const { records } = this;
      const bucket = this.#fold(key);
      let place = this.buckets[bucket] as number;
      let room = LONGEST_CHAIN;
      while (place !== 0 && records[place | HASH] !== key) {
        place = records[place | NEXT] as number;
        room--;
      }
      if (place === 0 && this.#crowded !== 0) place = this.others.find(key);
      if (place === 0) {
        this.#missedString = NO_STRING;
        this.#missedInteger = key;
        this.#missedHash = key;
        this.#missedBucket = room === 0 ? CROWDED : bucket;
      }
      return place;
    }
    return this.others.find(key);
  }

  /** As `find`, and takes less for the key that was last not found. */
  protected findAgain(key: Key): number {
    return key === (typeof key === "number" ? this.#missedInteger : this.#missedString) ? 0 : this.find(key);
  }

  /** Puts into a place the key that was last not found, which must be this one. */
  protected add(key: Key, place: number): void {
    if (!isShort(key) && !isInteger(key)) {
      this.others.add(key, place);
      return;
    }
    const bucket = this.#missedBucket;
    this.records[place | HASH] = this.#missedHash;
    if (bucket === CROWDED) {
      this.#crowded++;
      this.others.add(key, place);
    } else {
      this.records[place | NEXT] = this.buckets[bucket] as number;
      this.buckets[bucket] = place;
    }
    this.#forgetMissed();
  }

  /** Takes the key out of a place. */
  protected remove(place: number): void {
    if (this.#unchain(place)) return;
    const key = this.keyAt(place);
    if (isShort(key) || isInteger(key)) this.#crowded--;
    this.others.remove(key);
  }

  protected removeAll(): void {
    this.buckets.fill(0);
    this.others.clear();
    this.#crowded = 0;
    this.#forgetMissed();
  }

  #forgetMissed(): void {
    this.#missedString = NO_STRING;
    this.#missedInteger = NO_INTEGER;
  }

  #findString(key: string & Key): number {
    const { records } = this;
    const hash = hashOf(key);
    const bucket = (hash << 2) >>> this.shift;
    let place = this.buckets[bucket] as number;
    let room = LONGEST_CHAIN;
    while (place !== 0 && (records[place | HASH] !== hash || this.keyAt(place) !== key)) {
      place = records[place | NEXT] as number;
      room--;
    }
    if (place === 0 && this.#crowded !== 0) place = this.others.find(key);
    if (place === 0) {
      this.#missedString = key;
      this.#missedInteger = NO_INTEGER;
      this.#missedHash = hash;
      this.#missedBucket = room === 0 ? CROWDED : bucket;
    }
    return place;
  }

  /** Numbers that follow each other have each a bucket of its own; those that are alike in their lower bits are scattered by the upper ones. */
  #fold(key: number): number {
    return (key ^ (key >>> this.bits) ^ (key >>> this.farBits)) & this.mask;
  }

  #bucketOf(place: number): number {
    const hash = this.records[place | HASH] as number;
    return hash < LEAST ? (hash << 2) >>> this.shift : this.#fold(hash);
  }

  /** Takes a place out of its chain; false if it is not there. */
  #unchain(place: number): boolean {
    const { records } = this;
    const bucket = this.#bucketOf(place);
    const next = records[place | NEXT] as number;
    let at = this.buckets[bucket] as number;
    if (at === place) {
      this.buckets[bucket] = next;
      return true;
    }
    while (at !== 0) {
      const after = records[at | NEXT] as number;
      if (after === place) {
        records[at | NEXT] = next;
        return true;
      }
      at = after;
    }
    return false;
  }
}

function isShort(key: unknown): key is string {
  return typeof key === "string" && key.length <= LONGEST_STRING;
}

function isInteger(key: unknown): key is number {
  return typeof key === "number" && (key | 0) === key && key >= LEAST;
}

/** Of 30 bits, as a number below those that stand for themselves. */
function hashOf(text: string): number {
  let hash = text.length;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), FACTOR);
  return (hash >>> 2) | 0x80000000;
}
