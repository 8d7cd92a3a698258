/** As in key-table.ts: what is alike differs, multiplied with it, in the upper bits. */
const FACTOR = 0x9e3779b1 | 0;
/** So many keys come to a Map when all are there: to move them to a larger one takes V8 a fraction of a millisecond. */
const SHARE = 4_096;
/** Of a string so many characters are read, at equal distances, to choose the Map. */
const SAMPLED = 48;

/**
 * The places of keys that the tables do not take: V8 tells them apart, in Maps. Strings and numbers are shared out over many; all else, of which a program has no hash, is
 * in one, where a `set` in 2^20 entries can take 67 ms.
 */
export class OtherKeys<Key> {
  readonly #shards: (Map<Key, number> | undefined)[];

  /** @param slots how many keys there may be */
  constructor(slots: number) {
    const bits = Math.max(0, 32 - Math.clz32(Math.ceil(slots / SHARE) - 1));
    this.#shards = Array.from({ length: 2 ** bits }, () => undefined);
  }

  /** 0: none. O(1). */
  find(key: Key): number {
    return this.#shards[this.#shardOf(key)]?.get(key) ?? 0;
  }

  add(key: Key, place: number): void {
    const shard = this.#shardOf(key);
    let places = this.#shards[shard];
    if (places === undefined) {
      places = new Map();
      this.#shards[shard] = places;
    }
    places.set(key, place);
  }

  remove(key: Key): void {
    this.#shards[this.#shardOf(key)]?.delete(key);
  }

  clear(): void {
    this.#shards.fill(undefined);
  }

  #shardOf(key: Key): number {
    if (this.#shards.length === 1) return 0;
    return (mixed(key) >>> 16) & (this.#shards.length - 1);
  }
}

function mixed(key: unknown): number {
  if (typeof key === "string") return sampled(key);
  // What is between the integers, and what is beyond 32 bits.
  if (typeof key === "number")
    return Math.imul((key | 0) ^ Math.imul(key * 2 ** -32, FACTOR) ^ (key * 2 ** 20), FACTOR);
  if (typeof key === "bigint") return Math.imul(Number(BigInt.asIntN(32, key)), FACTOR);
  return 0;
}

function sampled(text: string): number {
  const step = Math.ceil(text.length / SAMPLED);
  let hash = text.length;
  for (let at = text.length - 1; at >= 0; at -= step) hash = Math.imul(hash ^ text.charCodeAt(at), FACTOR);
  return hash;
}
