import type { EntryTerms } from "./entry-terms.js";
import type { CacheDisposeReason } from "./managed-cache.js";

/** What a managed cache holds for a key. */
export interface ManagedEntry<Value> {
  readonly value: Value;
  readonly weight: number;
  readonly terms: EntryTerms;
  /** Of the tags' time: when it was last known to be valid. */
  stamp: number;
  /** Of the clock, in milliseconds; Infinity: never. */
  expires: number;
}

/** How an entry stands; the last two are why it is removed. */
export type Standing = "fresh" | "stale" | "expire" | "invalidate";

/** Why an entry is removed by a call whose reason is `reason`, before which it may have expired or been invalidated. */
export function reasonOf(standing: Standing, reason: CacheDisposeReason): CacheDisposeReason {
  if (standing === "fresh") return reason;
  return standing === "stale" ? "expire" : standing;
}
