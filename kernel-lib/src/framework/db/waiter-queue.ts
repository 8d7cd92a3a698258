/** A borrower in the queue. */
export interface Waiter<Resource> {
  readonly fulfil: (resource: Resource) => void;
  readonly reject: (reason: unknown) => void;
  /** No longer listens to the signal. */
  settle: () => void;
  /** Who it is, where leaks are looked for. */
  readonly borrower: { stack?: string } | null;
  /** When it began to wait, by the pool's clock. */
  readonly since: number;
  before: Waiter<Resource> | undefined;
  after: Waiter<Resource> | undefined;
}

/** First come, first served; anyone may leave. A linked list: every operation is O(1). */
export class WaiterQueue<Resource> {
  #first: Waiter<Resource> | undefined;
  #last: Waiter<Resource> | undefined;
  #size = 0;

  /** The one that has waited longest. */
  get first(): Waiter<Resource> | undefined {
    return this.#first;
  }

  get size(): number {
    return this.#size;
  }

  push(waiter: Waiter<Resource>): void {
    waiter.before = this.#last;
    if (this.#last === undefined) this.#first = waiter;
    else this.#last.after = waiter;
    this.#last = waiter;
    this.#size++;
  }

  /** Takes the first out. */
  shift(): Waiter<Resource> | undefined {
    const first = this.#first;
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** Takes out one that is in the queue. */
  remove(waiter: Waiter<Resource>): void {
    if (waiter.before === undefined) this.#first = waiter.after;
    else waiter.before.after = waiter.after;
    if (waiter.after === undefined) this.#last = waiter.before;
    else waiter.after.before = waiter.before;
    waiter.before = undefined;
    waiter.after = undefined;
    this.#size--;
  }
}
