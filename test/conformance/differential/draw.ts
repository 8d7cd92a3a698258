import fc, { type GeneratorValue } from "fast-check";

const whole = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

/** Random choices that fast-check replays, and makes smaller when a case fails. */
export class Draw {
  readonly #generate: GeneratorValue;

  constructor(generate: GeneratorValue) {
    this.#generate = generate;
  }

  /** From `min` to `max`, both included. */
  whole(min: number, max: number): number {
    return this.#generate(whole, min, max);
  }

  /** One of them. */
  of<Item>(items: readonly Item[]): Item {
    const item = items[this.whole(0, items.length - 1)];
    if (item === undefined) throw new Error("nothing to draw from");
    return item;
  }

  /** True in so many of a hundred cases. */
  chance(percent: number): boolean {
    return this.whole(0, 99) >= 100 - percent;
  }

  /** So many, each drawn anew. */
  times<Item>(count: number, draw: (place: number) => Item): Item[] {
    return Array.from({ length: count }, (_, place) => draw(place));
  }
}
