/** A prepared statement costs the server memory on each connection, for as long as that lives. */
const mostNames = 500;

/** Names for the texts of a database's statements: the first ones get one; later texts are sent each time, as nobody would ever forget them otherwise. */
export class StatementNames {
  readonly #names = new Map<string, string>();

  of(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= mostNames) return known;
    const name = `covet_${this.#names.size}`;
    this.#names.set(text, name);
    return name;
  }
}
