/** Values that generated functions read, by the names that they have there. */
export class Constants {
  readonly #values: unknown[] = [];
  readonly #names = new Map<unknown, string>();
  readonly #codes = new Map<string, Uint8Array>();

  /** The name of a value. */
  nameOf(value: unknown): string {
    const known = this.#names.get(value);
    if (known !== undefined) return known;
    const name = `k${this.#values.push(value) - 1}`;
    this.#names.set(value, name);
    return name;
  }

  /** The character codes of a text that is ASCII; the same array for the same text. */
  codesOf(text: string): Uint8Array {
    const known = this.#codes.get(text);
    if (known !== undefined) return known;
    const codes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    this.#codes.set(text, codes);
    return codes;
  }

  /** A function of a text that reads these values: `parameters` and `body` as `new Function` takes them. */
  makeFunction(parameters: readonly string[], body: string): (...given: never[]) => unknown {
    const names = this.#values.map((_, index) => `k${index}`);
    const make = new Function(...names, `return function findPart(${parameters.join()}){${body}}`);
    return make(...this.#values) as (...given: never[]) => unknown;
  }
}
