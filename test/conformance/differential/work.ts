/** So many pairs of rows are looked at in memory for one query: joins of joins inside conditions can make billions. */
const most = 2_000_000;

/** A query whose plain evaluation would take minutes. */
export class TooMuchWork extends Error {}

/** What the plain evaluation of one query may still do. */
export class Work {
  #left = most;

  /** @throws TooMuchWork */
  spend(pairs: number): void {
    this.#left -= pairs;
    if (this.#left < 0) throw new TooMuchWork();
  }
}
