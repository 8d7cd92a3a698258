import { InvalidCacheOption } from "../errors/invalid-cache-option.js";
import { checkDuration } from "./check-duration.js";
import type { CacheEntryOptions } from "./managed-cache.js";

/** How an entry stands, but for its value: what many entries have in common. */
export interface EntryTerms {
  /** Milliseconds; Infinity: it does not expire. */
  readonly ttl: number;
  /** A use lets the ttl begin anew. */
  readonly sliding: boolean;
  /** Null: none. */
  readonly tags: readonly string[] | null;
}

/**
 * The terms that the options of one entry give it, those of the cache where they say nothing.
 * @throws InvalidCacheOption
 */
export function entryTerms(options: CacheEntryOptions | undefined, defaults: EntryTerms): EntryTerms {
  if (options === undefined) return defaults;
  const { ttl, sliding, tags } = options;
  if (ttl === undefined && sliding === undefined && tags === undefined) return defaults;
  const terms = {
    ttl:
      ttl === undefined
        ? defaults.ttl
        : checkDuration("ttl", ttl, "Leave ttl out, or delete the entry that shall not stay."),
    sliding: sliding === undefined ? defaults.sliding : checkSliding(sliding),
    tags: tags === undefined ? defaults.tags : checkTags("tags", tags),
  };
  if (sliding === true && terms.ttl === Number.POSITIVE_INFINITY)
    throw new InvalidCacheOption(
      "sliding",
      sliding,
      "false where there is no ttl",
      "Give the entry or the cache a ttl.",
    );
  return terms;
}

/** @throws InvalidCacheOption */
export function checkSliding(sliding: unknown): boolean {
  if (typeof sliding === "boolean") return sliding;
  throw new InvalidCacheOption("sliding", sliding, "true or false", "Leave sliding out for false.");
}

/** A copy; null of none. @throws InvalidCacheOption */
export function checkTags(option: string, tags: unknown): readonly string[] | null {
  if (Array.isArray(tags) && tags.every((tag) => typeof tag === "string")) return tags.length === 0 ? null : [...tags];
  throw new InvalidCacheOption(option, tags, "an array of strings", 'Give tags as in tags: ["users"].');
}
