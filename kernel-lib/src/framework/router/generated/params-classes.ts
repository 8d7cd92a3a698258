/** Makes the params of one list of names: an object with these as its own members, and nothing inherited. */
export type ParamsClass = new (...values: readonly string[]) => Readonly<Record<string, string>>;

/** A class for each list of names, so that V8 knows the layout of a route's params before it fills them. */
export class ParamsClasses {
  readonly #classes = new Map<string, ParamsClass>();

  of(names: readonly string[]): ParamsClass {
    const key = names.join();
    const known = this.#classes.get(key);
    if (known !== undefined) return known;
    const values = names.map((_, index) => `v${index}`);
    const fill = names.map((name, index) => `this[${JSON.stringify(name)}]=v${index};`).join("");
    const made = new Function(`return function Params(${values.join()}){${fill}}`)() as ParamsClass;
    made.prototype = Object.create(null);
    this.#classes.set(key, made);
    return made;
  }
}
