import { InvalidCacheOption } from "../errors/invalid-cache-option.js";
import { checkDuration } from "./check-duration.js";
import { checkTags, type EntryTerms } from "./entry-terms.js";
import type { CacheRecord } from "./managed-cache.js";

/** A record of a dump that may be put. */
export interface CheckedRecord<Key, Value> {
  readonly key: Key;
  readonly value: Value;
  readonly terms: EntryTerms;
  /** Milliseconds; Infinity: it does not expire. */
  readonly left: number;
}

const remedy = "Restore what `dump` gave, unchanged.";

/**
 * The records of a dump, which may come from outside.
 * @throws InvalidCacheOption that names the first record that is none, by its place.
 */
export function checkRecords<Key, Value>(dump: readonly CacheRecord<Key, Value>[]): CheckedRecord<Key, Value>[] {
  if (!Array.isArray(dump)) throw new InvalidCacheOption("dump", dump, "an array of records", remedy);
  return dump.map((record: CacheRecord<Key, Value> | null | undefined, place) => {
    const name = `dump[${place}]`;
    if (typeof record !== "object" || record === null) throw new InvalidCacheOption(name, record, "a record", remedy);
    const { key, value, expiresIn, slidingTtl } = record;
    const left = expiresIn === null ? Number.POSITIVE_INFINITY : checkDuration(`${name}.expiresIn`, expiresIn, remedy);
    if (slidingTtl !== null && expiresIn === null)
      throw new InvalidCacheOption(`${name}.slidingTtl`, slidingTtl, "null where expiresIn is", remedy);
    const ttl = slidingTtl === null ? left : checkDuration(`${name}.slidingTtl`, slidingTtl, remedy);
    const terms = { ttl, sliding: slidingTtl !== null, tags: checkTags(`${name}.tags`, record.tags) };
    return { key, value, terms, left };
  });
}
