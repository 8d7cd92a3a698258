import { InvalidCacheCapacity } from "../errors/invalid-cache-capacity.js";
import { InvalidCacheOption } from "../errors/invalid-cache-option.js";
import type { CachePolicy } from "./cache.js";
import { checkDuration } from "./check-duration.js";
import { checkSliding, type EntryTerms } from "./entry-terms.js";
import type { CacheDisposeReason, ManagedCacheOptions } from "./managed-cache.js";
import { mostEntries } from "./policy-cache.js";

/** Where only the weight has a bound, its share for one entry, and so how many entries there may be. */
const leastWeight = 64;

/** The options of a managed cache, checked, with a value for each. */
export interface ManagedSettings<Key, Value> {
  readonly capacity: number;
  readonly policy: CachePolicy;
  /** Infinity: no bound. */
  readonly maxWeight: number;
  readonly weigh: ((value: Value, key: Key) => number) | undefined;
  /** Of entries whose options say nothing. */
  readonly terms: EntryTerms;
  /** Milliseconds; 0: never. */
  readonly staleFor: number;
  readonly onRefreshError: (error: unknown, key: Key) => void;
  readonly absentTtl: number | undefined;
  readonly clock: () => number;
  readonly onDispose: ((value: Value, key: Key, reason: CacheDisposeReason) => void) | undefined;
}

/**
 * @throws InvalidCacheCapacity if there is no bound at all.
 * @throws InvalidCacheOption
 */
export function managedSettings<Key, Value>(options: ManagedCacheOptions<Key, Value>): ManagedSettings<Key, Value> {
  const {
    policy = "lru",
    maxWeight,
    weigh,
    ttl,
    sliding,
    staleFor,
    absentTtl,
    onRefreshError,
    clock,
    onDispose,
  } = options;
  checkFunction("weigh", weigh, maxWeight !== undefined, "maxWeight");
  checkFunction("onRefreshError", onRefreshError, staleFor !== undefined, "staleFor");
  checkFunction("clock", clock, false);
  checkFunction("onDispose", onDispose, false);
  if (weigh !== undefined && !(Number.isSafeInteger(maxWeight) && Number(maxWeight) >= 1))
    throw new InvalidCacheOption(
      "maxWeight",
      maxWeight,
      "a whole number of 1 or more",
      "Give maxWeight with weigh, or leave both out.",
    );
  return {
    capacity: options.capacity ?? entriesOf(maxWeight),
    policy,
    maxWeight: maxWeight ?? Number.POSITIVE_INFINITY,
    weigh,
    terms: {
      ttl:
        duration("ttl", ttl, "Leave ttl out where entries do not expire, and delete those that shall not stay.") ??
        Number.POSITIVE_INFINITY,
      sliding: sliding === undefined ? false : checkSliding(sliding),
      tags: null,
    },
    staleFor: duration("staleFor", staleFor, "Leave staleFor out where no stale value shall be given.") ?? 0,
    absentTtl: duration("absentTtl", absentTtl, "Leave absentTtl out where absent values are like any other."),
    // Without staleFor there is no background load, hence nothing to tell.
    onRefreshError: onRefreshError ?? (() => {}),
    clock: clock ?? (() => performance.now()),
    onDispose,
  };
}

/** Where the options name none. Whether what they name is a capacity the plain cache decides. */
function entriesOf(maxWeight: number | undefined): number {
  if (maxWeight === undefined) throw new InvalidCacheCapacity(undefined, mostEntries);
  return Math.min(mostEntries, Math.max(1, Math.floor(maxWeight / leastWeight)));
}

const duration = (option: string, value: unknown, remedy: string) =>
  value === undefined ? undefined : checkDuration(option, value, remedy);

/** @param needed whether there must be one, because of the option `by` */
function checkFunction(option: string, value: unknown, needed: boolean, by = ""): void {
  if (typeof value === "function" || (value === undefined && !needed)) return;
  const remedy = needed
    ? `${by} needs ${option}: give both, or leave both out.`
    : `Give a function, or leave ${option} out.`;
  throw new InvalidCacheOption(option, value, needed ? `a function where there is ${by}` : "a function", remedy);
}
