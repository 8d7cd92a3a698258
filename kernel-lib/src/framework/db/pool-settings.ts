import { InvalidPoolOption } from "../errors/invalid-pool-option.js";
import type { PoolOptions } from "./pool.js";
import { systemClock } from "./pool-clock.js";

/** A pool's options, checked, with what counts where nothing is said. A limit that is not there is infinite. */
export interface PoolSettings<Resource extends object>
  extends Required<
    Pick<
      PoolOptions<Resource>,
      | "create"
      | "destroy"
      | "max"
      | "min"
      | "acquireTimeout"
      | "createTimeout"
      | "idleTimeout"
      | "maxLifetime"
      | "lifetimeJitter"
      | "testAfter"
      | "leakAfter"
      | "clock"
      | "chance"
    >
  > {
  readonly test: ((resource: Resource) => Promise<boolean>) | null;
  readonly reset: ((resource: Resource) => void | Promise<void>) | null;
  readonly isBroken: ((resource: Resource) => boolean) | null;
  readonly onEvent: PoolOptions<Resource>["onEvent"];
  /** How often limits are looked at, milliseconds; null where there is none. */
  readonly tick: number | null;
}

/** Limits are kept to a tenth of themselves: one timer for all of them, however many borrowers there are. */
const PART = 10;
const LONGEST_TICK = 1_000;

/** @throws InvalidPoolOption */
export function poolSettings<Resource extends object>(options: PoolOptions<Resource>): PoolSettings<Resource> {
  const { create, destroy, max, min = 0, lifetimeJitter = 0.1, testAfter = 500 } = options;
  if (!Number.isSafeInteger(max) || max < 1) throw new InvalidPoolOption("max", "a whole number of at least 1", max);
  if (!Number.isSafeInteger(min) || min < 0 || min > max)
    throw new InvalidPoolOption("min", "a whole number between 0 and max", min);
  if (!(lifetimeJitter >= 0 && lifetimeJitter < 1))
    throw new InvalidPoolOption("lifetimeJitter", "a number of at least 0 and below 1", lifetimeJitter);
  if (!(testAfter >= 0)) throw new InvalidPoolOption("testAfter", "a number of milliseconds of at least 0", testAfter);
  const limit = (name: "acquireTimeout" | "createTimeout" | "idleTimeout" | "maxLifetime" | "leakAfter"): number => {
    const value = options[name];
    if (value === undefined) return Number.POSITIVE_INFINITY;
    // Node's timers end at 2^31 - 1 ms: a longer one would ring at once.
    if (!(value > 0 && value < 2 ** 31))
      throw new InvalidPoolOption(name, "a number of milliseconds above 0 and below 2^31", value);
    return value;
  };
  const limits = {
    acquireTimeout: limit("acquireTimeout"),
    createTimeout: limit("createTimeout"),
    idleTimeout: limit("idleTimeout"),
    maxLifetime: limit("maxLifetime"),
    leakAfter: limit("leakAfter"),
  };
  const tested = options.test === undefined ? Number.POSITIVE_INFINITY : Math.max(1, testAfter);
  const shortest = Math.min(...Object.values(limits), tested);
  return {
    create,
    destroy,
    max,
    min,
    ...limits,
    lifetimeJitter,
    testAfter,
    clock: options.clock ?? systemClock,
    chance: options.chance ?? Math.random,
    test: options.test ?? null,
    reset: options.reset ?? null,
    isBroken: options.isBroken ?? null,
    onEvent: options.onEvent,
    tick: shortest === Number.POSITIVE_INFINITY ? null : Math.min(LONGEST_TICK, Math.max(1, shortest / PART)),
  };
}
