import { type Evicted, SlotCache } from "./slot-cache.js";

/** The one ring: in the order of use, the most recently used in front. */
const HEAD = 0;

/** Exact LRU: what was used goes to the front of the ring, what is at its back goes. */
export class LruCache<Key, Value> extends SlotCache<Key, Value> {
  constructor(capacity: number, evicted: Evicted<Key, Value> | null = null) {
    super(capacity, 1, evicted);
  }

  protected override use(slot: number): void {
    if (this.first(HEAD) === slot) return;
    this.unlink(slot);
    this.linkFirst(HEAD, slot);
  }

  protected override link(slot: number): void {
    this.linkFirst(HEAD, slot);
  }

  protected override evict(): number {
    const last = this.last(HEAD);
    this.slots.delete(this.keys[last] as Key);
    this.unlink(last);
    return last;
  }

  protected override leave(slot: number): void {
    this.unlink(slot);
  }

  // Nothing is noted of keys without an entry.
  protected override recall(): void {}
  protected override forget(): void {}
  protected override forgetAll(): void {}
}
