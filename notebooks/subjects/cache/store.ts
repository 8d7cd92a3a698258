/** What every cache here has. */
export interface Store<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): unknown;
}

/** Makes an empty cache of so many entries. */
export type MakeStore = <Key extends string | number, Value>(capacity: number) => Store<Key, Value>;

/** Whom a cache evicts: exactly the least recently used entry, a whole generation, or what S3-FIFO chooses. */
export type Policy = "exact" | "two-generations" | "s3-fifo";
