import { LruCache } from "./lru-cache.js";

/**
 * Which tags were invalidated when, in a time of its own that each invalidation moves on by one. At most `most` tags are noted: when the one that was invalidated
 * longest ago is forgotten, whatever has tags and is from before that counts as invalid. Everything is O(1) a tag.
 */
export class TagStamps {
  readonly #most: number;
  #now = 0;
  /** What was stamped up to here counts as invalid. */
  #floor = -1;
  /** The last stamp at which each tag was still valid; made for the first one, since it takes memory. */
  #lastValid: LruCache<string, number> | undefined;

  constructor(most: number) {
    this.#most = most;
  }

  /** The stamp of what begins now. */
  get now(): number {
    return this.#now;
  }

  invalidate(tag: string): void {
    this.#lastValid ??= new LruCache(this.#most, (_, stamp) => {
      this.#floor = stamp;
    });
    this.#lastValid.set(tag, this.#now++);
  }

  /** Whether one of the tags was invalidated since the stamp. */
  invalid(tags: readonly string[] | null, stamp: number): boolean {
    if (tags === null || stamp === this.#now) return false;
    return stamp <= this.#floor || tags.some((tag) => (this.#lastValid?.peek(tag) ?? -1) >= stamp);
  }
}
