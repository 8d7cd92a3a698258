/** How a value reads inside a sentence, and where its number comes from. */
export interface Spoken {
  readonly text: string;
  /** What stands behind the words: interval, level, n, lane. Null where the words say all. */
  readonly source: string | null;
}

/**
 * What may stand in a sentence's `${}`: only values that know what they are.
 * `next` is the text after the placeholder, so that words can join it.
 */
export interface Sayable {
  speak(next: string): Spoken;
}
