/** So many waits of at most so many milliseconds, and of more than the bucket before. */
export interface WaitBucket {
  /** Null for the last one, which has no bound. */
  readonly upTo: number | null;
  readonly count: number;
}

/** Upper bounds, milliseconds: each about the double of the one before. */
const bounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000];

/** Counts how long borrowers waited. O(log buckets) a wait. */
export class WaitHistogram {
  readonly #counts = new Array<number>(bounds.length + 1).fill(0);

  add(milliseconds: number): void {
    let [low, high] = [0, bounds.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (milliseconds <= (bounds[middle] ?? Number.POSITIVE_INFINITY)) high = middle;
      else low = middle + 1;
    }
    this.#counts[low] = (this.#counts[low] ?? 0) + 1;
  }

  get buckets(): readonly WaitBucket[] {
    return this.#counts.map((count, place) => ({ upTo: bounds[place] ?? null, count }));
  }
}
