/** How late a request may be sent before the generator is said to have been late, milliseconds. */
const LATE = 10;

/**
 * When the requests of a load are to be sent: `rate` a second, evenly, on a grid of milliseconds, since no timer of Node is finer: request k at
 * the first whole millisecond at or after k / rate. Times are milliseconds since the load's start.
 */
export class LoadSchedule {
  readonly #rate: number;
  /** Requests of the whole load. */
  readonly total: number;
  #seen = 0;
  #late = 0;

  constructor(rate: number, seconds: number) {
    this.#rate = rate;
    this.total = Math.max(1, Math.round(rate * seconds));
  }

  intended(request: number): number {
    return Math.ceil((request * 1000) / this.#rate);
  }

  /** How many requests are due by now. */
  due(now: number): number {
    if (now < 0) return 0;
    // Request k is due where k * 1000 / rate <= the last whole millisecond.
    return Math.min(this.total, Math.floor((Math.floor(now) * this.#rate) / 1000) + 1);
  }

  /** Told at each tick of the generator, however long after the one before: notes the requests that fell due and could not be sent in time. */
  tick(now: number): void {
    for (const due = this.due(now); this.#seen < due; this.#seen++)
      if (now - this.intended(this.#seen) > LATE) this.#late++;
  }

  /** Share of the requests so far whose time came while the generator was held up over 10 ms, 0–1. */
  get late(): number {
    return this.#seen === 0 ? 0 : this.#late / this.#seen;
  }
}
