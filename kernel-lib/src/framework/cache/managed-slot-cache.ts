import { InvalidCacheOption } from "../errors/invalid-cache-option.js";
import type { CacheLoader } from "./cache.js";
import { checkRecords } from "./check-records.js";
import { Disposals } from "./disposals.js";
import { type EntryTerms, entryTerms } from "./entry-terms.js";
import type {
  CacheDisposeReason,
  CacheEntryOptions,
  CacheRecord,
  ManagedCache,
  ManagedCacheStatistics,
  ManagedLoadOptions,
} from "./managed-cache.js";
import { type ManagedEntry, reasonOf, type Standing } from "./managed-entry.js";
import type { ManagedSettings } from "./managed-settings.js";
import { policyCache } from "./policy-cache.js";
import { SingleFlight } from "./single-flight.js";
import type { SlotCache } from "./slot-cache.js";
import { TagStamps } from "./tag-stamps.js";

/** With what a load that runs puts its value. */
interface LoadNote {
  readonly terms: EntryTerms;
  /** Of the tags' time: when it began. */
  readonly stamp: number;
}

const NEVER = Number.POSITIVE_INFINITY;
const LEAST_TAGS = 1_000;

/** The managed cache over a plain one of any policy, whose values are its entries. */
export class ManagedSlotCache<Key, Value> implements ManagedCache<Key, Value> {
  readonly #settings: ManagedSettings<Key, Value>;
  readonly #entries: SlotCache<Key, ManagedEntry<Value>>;
  readonly #tags: TagStamps;
  readonly #disposals: Disposals<Key, Value>;
  readonly #flights = new SingleFlight<Key, Value, LoadNote>((key, value, note) => this.#putLoaded(key, value, note));
  /** The entry that is being replaced, already accounted for: should the policy evict it to make room, that is no eviction. */
  #replaced: ManagedEntry<Value> | undefined;
  #weight = 0;
  #hits = 0;
  #misses = 0;
  #evictions = 0;
  #expirations = 0;
  #invalidations = 0;
  #staleHits = 0;
  #loads = 0;
  #loadErrors = 0;

  constructor(settings: ManagedSettings<Key, Value>) {
    this.#settings = settings;
    this.#entries = policyCache(settings, (key, entry) => {
      if (entry === this.#replaced) return;
      this.#evictions++;
      this.#account(key, entry, "evict");
    });
    this.#tags = new TagStamps(Math.max(LEAST_TAGS, this.capacity));
    this.#disposals = new Disposals(settings.onDispose);
  }

  get capacity(): number {
    return this.#entries.capacity;
  }

  get size(): number {
    return this.#entries.size;
  }

  get statistics(): ManagedCacheStatistics {
    return {
      hits: this.#hits,
      misses: this.#misses,
      evictions: this.#evictions,
      expirations: this.#expirations,
      invalidations: this.#invalidations,
      staleHits: this.#staleHits,
      loads: this.#loads,
      loadErrors: this.#loadErrors,
      weight: this.#weight,
    };
  }

  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) {
      this.#misses++;
      return undefined;
    }
    const now = this.#nowFor(entry);
    const standing = this.#standing(entry, now);
    if (standing === "fresh") return this.#give(entry, now);
    this.#misses++;
    if (standing !== "stale") this.#remove(key, entry, standing);
    this.#disposals.run();
    return undefined;
  }

  peek(key: Key): Value | undefined {
    const entry = this.#entries.peek(key);
    return entry !== undefined && this.#standing(entry, this.#nowFor(entry)) === "fresh" ? entry.value : undefined;
  }

  has(key: Key): boolean {
    const entry = this.#entries.peek(key);
    return entry !== undefined && this.#standing(entry, this.#nowFor(entry)) === "fresh";
  }

  set(key: Key, value: Value, options?: CacheEntryOptions): void {
    const terms = entryTerms(options, this.#settings.terms);
    const weight = this.#weightOf(key, value);
    this.#flights.forget(key);
    this.#put(key, value, weight, terms, terms.ttl, this.#tags.now);
    this.#disposals.run();
  }

  delete(key: Key): boolean {
    this.#flights.forget(key);
    const entry = this.#entries.peek(key);
    // What the policy remembers of a key without an entry goes too.
    if (entry === undefined) return this.#entries.delete(key);
    const standing = this.#standing(entry, this.#nowFor(entry));
    this.#remove(key, entry, reasonOf(standing, "delete"));
    this.#disposals.run();
    return standing === "fresh";
  }

  clear(): void {
    this.#flights.forgetAll();
    if (this.#disposals.wanted)
      for (const [key, { value }] of this.#entries.dump()) this.#disposals.add(value, key, "clear");
    this.#entries.clear();
    this.#weight = 0;
    this.#disposals.run();
  }

  async load(key: Key, load: CacheLoader<Key, Value>, options?: ManagedLoadOptions): Promise<Value> {
    options?.signal?.throwIfAborted();
    const note = { terms: entryTerms(options, this.#settings.terms), stamp: this.#tags.now };
    const entry = this.#entries.get(key);
    if (entry !== undefined) {
      const now = this.#nowFor(entry);
      const standing = this.#standing(entry, now);
      if (standing === "fresh") return this.#give(entry, now);
      if (standing === "stale") {
        this.#staleHits++;
        this.#forgetInvalid(key);
        this.#flights.refresh(key, this.#counted(load), note, this.#settings.onRefreshError);
        return entry.value;
      }
      this.#remove(key, entry, standing);
    }
    this.#misses++;
    this.#disposals.run();
    this.#forgetInvalid(key);
    return this.#flights.load(key, this.#counted(load), note, options?.signal);
  }

  invalidateTag(tag: string): void {
    this.#tags.invalidate(tag);
  }

  purgeExpired(): number {
    const now = this.#settings.clock();
    const before = this.size;
    for (const [key, entry] of this.#entries.dump()) {
      const standing = this.#standing(entry, now);
      if (standing === "expire" || standing === "invalidate") this.#remove(key, entry, standing);
    }
    const removed = before - this.size;
    this.#disposals.run();
    return removed;
  }

  dump(): readonly CacheRecord<Key, Value>[] {
    const now = this.#settings.clock();
    return this.#fresh(this.#entries.dump(), now).map(([key, { value, terms, expires }]) => ({
      key,
      value,
      expiresIn: expires === NEVER ? null : expires - now,
      slidingTtl: expires !== NEVER && terms.sliding ? terms.ttl : null,
      tags: [...(terms.tags ?? [])],
    }));
  }

  restore(dump: readonly CacheRecord<Key, Value>[]): void {
    const records = checkRecords(dump).map((record) => ({
      ...record,
      weight: this.#weightOf(record.key, record.value),
    }));
    for (const { key, value, weight, terms, left } of records) {
      this.#flights.forget(key);
      this.#put(key, value, weight, terms, left, this.#tags.now);
    }
    this.#disposals.run();
  }

  /** As of the plain cache, without what has expired or was invalidated: the entries as they are when this is called. O(size). */
  [Symbol.iterator](): Iterator<readonly [Key, Value]> {
    return this.#fresh(this.#entries, this.#settings.clock())
      .map(([key, { value }]) => [key, value] as const)
      [Symbol.iterator]();
  }

  #fresh(entries: Iterable<readonly [Key, ManagedEntry<Value>]>, now: number): (readonly [Key, ManagedEntry<Value>])[] {
    return [...entries].filter(([, entry]) => this.#standing(entry, now) === "fresh");
  }

  /** The clock is read for entries only that expire. */
  #nowFor(entry: ManagedEntry<Value>): number {
    return entry.expires === NEVER ? 0 : this.#settings.clock();
  }

  #standing(entry: ManagedEntry<Value>, now: number): Standing {
    if (this.#tags.invalid(entry.terms.tags, entry.stamp)) return "invalidate";
    if (now < entry.expires) return "fresh";
    const { staleFor } = this.#settings;
    return staleFor > 0 && now < entry.expires + staleFor && !this.#countsAsAbsent(entry.value) ? "stale" : "expire";
  }

  #countsAsAbsent(value: Value): boolean {
    return this.#settings.absentTtl !== undefined && (value === undefined || value === null);
  }

  #give(entry: ManagedEntry<Value>, now: number): Value {
    this.#hits++;
    if (entry.terms.sliding) entry.expires = now + entry.terms.ttl;
    // So the next one need not look at the tags, and the entry outlives the tags' notes of what went before.
    entry.stamp = this.#tags.now;
    return entry.value;
  }

  #weightOf(key: Key, value: Value): number {
    const { weigh } = this.#settings;
    if (weigh === undefined) return 0;
    const weight = weigh(value, key);
    if (Number.isSafeInteger(weight) && weight >= 0) return weight;
    const remedy = "Let weigh give whole numbers, such as bytes.";
    throw new InvalidCacheOption("weigh(value, key)", weight, "a whole number of 0 or more", remedy);
  }

  /** @param left milliseconds until it expires */
  #put(key: Key, value: Value, weight: number, terms: EntryTerms, left: number, stamp: number): void {
    const { maxWeight, clock } = this.#settings;
    const old = this.#entries.peek(key);
    const now = left === NEVER && (old === undefined || old.expires === NEVER) ? 0 : clock();
    if (old !== undefined) this.#account(key, old, reasonOf(this.#standing(old, now), "replace"));
    if (weight > maxWeight) {
      if (old !== undefined) this.#entries.delete(key);
      this.#disposals.add(value, key, "too-heavy");
      return;
    }
    // Before the entry is put, or the policy could choose it.
    this.#replaced = old;
    while (this.#weight + weight > maxWeight) this.#entries.evictNext();
    this.#replaced = undefined;
    this.#entries.set(key, { value, weight, terms, stamp, expires: now + left });
    this.#weight += weight;
  }

  #remove(key: Key, entry: ManagedEntry<Value>, reason: CacheDisposeReason): void {
    this.#entries.delete(key);
    this.#account(key, entry, reason);
  }

  /** An entry goes, or is about to. */
  #account(key: Key, entry: ManagedEntry<Value>, reason: CacheDisposeReason): void {
    this.#weight -= entry.weight;
    if (reason === "expire") this.#expirations++;
    else if (reason === "invalidate") this.#invalidations++;
    this.#disposals.add(entry.value, key, reason);
  }

  #counted(load: CacheLoader<Key, Value>): CacheLoader<Key, Value> {
    return async (key, signal) => {
      this.#loads++;
      try {
        return await load(key, signal);
      } catch (error) {
        if (!signal.aborted) this.#loadErrors++;
        throw error;
      }
    };
  }

  /** Who asks after an invalidation does not wait for a load that began before. */
  #forgetInvalid(key: Key): void {
    const running = this.#flights.noteOf(key);
    if (running !== undefined && this.#tags.invalid(running.terms.tags, running.stamp)) this.#flights.forget(key);
  }

  #putLoaded(key: Key, value: Value, note: LoadNote): void {
    const ttl = this.#countsAsAbsent(value) ? this.#settings.absentTtl : undefined;
    const terms = ttl === undefined ? note.terms : { ...note.terms, ttl, sliding: false };
    this.#put(key, value, this.#weightOf(key, value), terms, terms.ttl, note.stamp);
    this.#disposals.run();
  }
}
