import { type Evicted, SlotCache } from "./slot-cache.js";

/** The rings: new entries, on probation; and those that were used while they were. */
const SMALL = 0;
const MAIN = 4;
/** Of the capacity, what is for entries on probation: at first, at least, and at most. */
const FIRST_SHARE = 0.3;
const LEAST_SHARE = 0.01;
const MOST_SHARE = 0.8;
/** Of the capacity, the keys of how many evicted entries are remembered. */
const REMEMBERED_SHARE = 0.9;
/** Of the capacity, how near to a queue's end a use counts as one that more or less room would have made, and by how much it moves the border. */
const SMALL_EDGE = 0.03;
const MAIN_EDGE = 0.02;
const GROWS = 0.015;
const SHRINKS = 0.03;
/** An entry's uses are counted up to here; one on probation must have one to stay. */
const MOST_USES = 3;
/** In `marks`, beside the uses: the entry is in the main ring; or there is none, and its key is remembered. */
const IN_MAIN = 4;
const IS_KEY = 8;
/** So many entries are passed over for one eviction, so that none takes long; then the next one goes, used or not. */
const MOST_PASSED = 64;

/**
 * S3-FIFO (Yang et al., SOSP 2023): three queues. A new entry comes into a small one and goes from there unless it was used; what was used moves to the main queue, whose
 * entries get another turn for each use. The keys of up to nine tenths of the capacity are remembered when they go from the small queue: one that comes back
 * meanwhile goes to the main queue at once. A scan so passes through the small queue and leaves the main one as it is. A hit only counts, up to three: nothing is
 * moved. Eviction is O(1): the paper's passes over used entries are bounded at 64.
 *
 * Unlike in the paper the share of the small queue is not fixed at a tenth: it grows where a key comes back that would still be there were the small queue a little longer,
 * and shrinks, twice as much since an entry of the main queue is worth more, where a hit is on one that would not be there were the main queue a little shorter. With a tenth, a set of
 * hot keys that changes cost 3.8 points of hit rate against LRU; with a half, a zipf distribution gained 2.8 points in place of 5.8; so it costs about 1 and gains 5.7.
 */
export class S3FifoCache<Key, Value> extends SlotCache<Key, Value> {
  /** The border between the queues: so many entries are on probation when the cache is full. */
  #small = 0;
  declare private readonly least: number;
  declare private readonly most: number;
  declare private readonly smallEdge: number;
  declare private readonly mainEdge: number;
  declare private readonly grows: number;
  declare private readonly shrinks: number;
  #onProbation = 0;
  #inMain = 0;
  /** By slot: uses, and which ring it is in. */
  declare private readonly marks: Uint8Array;
  /** By slot of the main ring: the how-manieth it was to come there, modulo 2^32; of a remembered key: where it is among them. */
  declare private readonly turns: Int32Array;
  #turn = 0;
  /** The places of the keys that are remembered, as a ring; 0: one that came back or was deleted. */
  declare private readonly remembered: Int32Array;
  declare private readonly mostRemembered: number;
  #next = 0;

  constructor(capacity: number, evicted: Evicted<Key, Value> | null = null) {
    const part = (share: number) => Math.max(1, Math.floor(capacity * share));
    const mostRemembered = part(REMEMBERED_SHARE);
    super(capacity, 2, mostRemembered, evicted);
    [this.least, this.most] = [part(LEAST_SHARE), part(MOST_SHARE)];
    [this.smallEdge, this.mainEdge] = [part(SMALL_EDGE), part(MAIN_EDGE)];
    [this.grows, this.shrinks] = [part(GROWS), part(SHRINKS)];
    this.#small = part(FIRST_SHARE);
    this.mostRemembered = mostRemembered;
    this.remembered = new Int32Array(mostRemembered);
    this.marks = new Uint8Array(capacity + mostRemembered + 2);
    this.turns = new Int32Array(capacity + mostRemembered + 2);
  }

  protected override use(place: number): boolean {
    const slot = place >>> 2;
    const mark = this.marks[slot] as number;
    if (mark === IS_KEY) return false;
    if ((mark & MOST_USES) < MOST_USES) this.marks[slot] = mark + 1;
    if (mark === IN_MAIN && this.#fromBack(slot) < this.mainEdge)
      this.#small = Math.max(this.least, this.#small - this.shrinks);
    return true;
  }

  protected override holds(place: number): boolean {
    return this.marks[place >>> 2] !== IS_KEY;
  }

  protected override recall(place: number): void {
    const position = this.turns[place >>> 2] as number;
    const later = this.#next - 1 - position;
    const age = later < 0 ? later + this.mostRemembered : later;
    if (age < this.smallEdge) this.#small = Math.min(this.most, this.#small + this.grows);
    this.remembered[position] = 0;
  }

  protected override link(place: number): void {
    this.marks[place >>> 2] = 0;
    this.#onProbation++;
    this.linkFirst(SMALL, place);
  }

  protected override linkAgain(place: number): void {
    this.#enterMain(place, 0);
  }

  protected override evict(): number {
    const size = this.#onProbation + this.#inMain;
    // A bound of weight evicts before the cache is full: with the whole border the main queue would then be all that goes.
    const border = size === this.capacity ? this.#small : (this.#small * size) / this.capacity;
    for (let passed = 0; ; passed++) {
      const fromSmall = this.#onProbation >= border || this.#inMain === 0;
      const place = this.last(fromSmall ? SMALL : MAIN);
      this.unlink(place);
      if (fromSmall) this.#onProbation--;
      else this.#inMain--;
      const uses = (this.marks[place >>> 2] as number) & MOST_USES;
      if (uses === 0 || passed === MOST_PASSED) {
        this.goes(place);
        return fromSmall ? this.#remember(place) : place;
      }
      this.#enterMain(place, fromSmall ? 0 : uses - 1);
    }
  }

  protected override leave(place: number): boolean {
    const mark = this.marks[place >>> 2] as number;
    if (mark === IS_KEY) {
      this.remembered[this.turns[place >>> 2] as number] = 0;
      return false;
    }
    this.unlink(place);
    if ((mark & IN_MAIN) === 0) this.#onProbation--;
    else this.#inMain--;
    return true;
  }

  protected override forgetAll(): void {
    this.#onProbation = 0;
    this.#inMain = 0;
    this.remembered.fill(0);
    this.#next = 0;
  }

  /** How many turns came between that of an entry and that of the one at the back of the main ring. */
  #fromBack(slot: number): number {
    return ((this.turns[slot] as number) - (this.turns[this.last(MAIN) >>> 2] as number)) >>> 0;
  }

  #enterMain(place: number, uses: number): void {
    const slot = place >>> 2;
    this.marks[slot] = IN_MAIN | uses;
    this.turns[slot] = this.#turn;
    this.#turn = (this.#turn + 1) | 0;
    this.#inMain++;
    this.linkFirst(MAIN, place);
  }

  /** Keeps the key of an entry that goes, in its place; the one that was remembered longest ago is forgotten. @returns the place of that; 0: none */
  #remember(place: number): number {
    const position = this.#next;
    const oldest = this.remembered[position] as number;
    this.remembered[position] = place;
    this.marks[place >>> 2] = IS_KEY;
    this.turns[place >>> 2] = position;
    this.#next = position + 1 === this.mostRemembered ? 0 : position + 1;
    this.setValue(place, undefined);
    return oldest;
  }
}
