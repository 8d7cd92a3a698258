import { type Evicted, SlotCache } from "./slot-cache.js";

/** The one ring: in the order of use, the most recently used in front. */
const HEAD = 0;

/** Exact LRU: what was used goes to the front of the ring, what is at its back goes. */
export class LruCache<Key, Value> extends SlotCache<Key, Value> {
  constructor(capacity: number, evicted: Evicted<Key, Value> | null = null) {
    super(capacity, 1, 0, evicted);
  }

  protected override use(place: number): boolean {
    if (this.first(HEAD) === place) return true;
    this.unlink(place);
    this.linkFirst(HEAD, place);
    return true;
  }

  protected override link(place: number): void {
    this.linkFirst(HEAD, place);
  }

  protected override evict(): number {
    const last = this.last(HEAD);
    this.unlink(last);
    this.goes(last);
    return last;
  }

  protected override leave(place: number): boolean {
    this.unlink(place);
    return true;
  }

  // Nothing is noted of keys without an entry.
  protected override holds(): boolean {
    return true;
  }
  protected override recall(): void {}
  protected override linkAgain(): void {}
  protected override forgetAll(): void {}
}
