/** One forecast as it was told: seconds since the run began, and the seconds that were said to be left. */
export interface ForecastSample {
  readonly elapsed: number;
  readonly left: number;
}

/** Executing a notebook that takes its samples from the run: starting a kernel and its cells, seconds (the mean of 18 on 2 vCPUs). */
const perNotebook = 4;
/** That mean counts as so many notebooks seen: the first one, which measures something of its own, takes ten times as long as most. */
const seenBefore = 12;
/** Forecasts are kept so far apart, seconds. */
const apart = 10;

/**
 * How long a run of the report still takes: what measuring says of itself, and the notebooks after it. Keeps what was told, so that a run can
 * say afterwards how right it was.
 */
export class RunForecast {
  readonly #notebooks: number;
  readonly #now: () => Date;
  readonly #began: number;
  #since: number | null = null;
  readonly #samples: ForecastSample[] = [];

  /** @param notebooks how many are to be executed */
  constructor(notebooks: number, now: () => Date) {
    this.#notebooks = notebooks;
    this.#now = now;
    this.#began = now().getTime();
  }

  /** While measuring: seconds left of it -> seconds left of the run; null as long as nothing is known. */
  whileMeasuring(left: number | null): number | null {
    return left === null ? null : this.#told(left + this.#notebooks * perNotebook);
  }

  /** While notebooks are executed, `done` of them are. */
  whileExecuting(done: number): number {
    const now = this.#now().getTime();
    this.#since ??= now;
    const each = ((now - this.#since) / 1000 + seenBefore * perNotebook) / (done + seenBefore);
    return this.#told(each * (this.#notebooks - done));
  }

  /** What was told, at most one in ten seconds. */
  get samples(): readonly ForecastSample[] {
    return this.#samples;
  }

  #told(left: number): number {
    const elapsed = (this.#now().getTime() - this.#began) / 1000;
    const last = this.#samples.at(-1);
    if (last === undefined || elapsed - last.elapsed >= apart) this.#samples.push({ elapsed, left });
    return left;
  }
}

/**
 * The largest error of the forecast total, |elapsed + left - total| / total, over what was told from the first third of the run on; null where
 * nothing was.
 * @param total seconds that the run took
 */
export function worstForecast(samples: readonly ForecastSample[], total: number): number | null {
  const errors = samples
    .filter(({ elapsed }) => elapsed >= total / 3)
    .map(({ elapsed, left }) => Math.abs(elapsed + left - total) / total);
  return errors.length === 0 ? null : Math.max(...errors);
}
