import type { Dialect } from "../dialects/dialect.js";
import type { Sharing } from "../query.js";
import type { ValueType } from "../value-type.js";

/** Names of the statement's own: no query that has them is shared. */
const ASKED = "covet_asked";
const ROW = "covet_row";

/** Whether a read can be: it has values, all of known types; the engine has arrays; and no name is taken. */
export const isSharable = (dialect: Dialect, text: string, types: readonly (ValueType | null)[]): boolean =>
  dialect.aroundArray !== null &&
  types.length > 0 &&
  !types.includes(null) &&
  !text.includes(ASKED) &&
  !text.includes(ROW);

/** The statement that answers a read for many sets of values at once: for each set the read itself, beside it. */
export class SharedText implements Sharing {
  readonly #dialect: Dialect;
  readonly #types: readonly (ValueType | null)[];
  readonly #write: (placeholder: (number: number) => string) => string;
  #text: string | undefined;

  /** @param write the read's text, with these placeholders */
  constructor(
    dialect: Dialect,
    types: readonly (ValueType | null)[],
    write: (placeholder: (number: number) => string) => string,
  ) {
    this.#dialect = dialect;
    this.#types = types;
    this.#write = write;
  }

  get text(): string {
    this.#text ??= this.#make();
    return this.#text;
  }

  #make(): string {
    const { aroundArray, placeholder } = this.#dialect;
    const quote = (name: string) => this.#dialect.quote(name);
    const [asked, row] = [quote(ASKED), quote(ROW)];
    const arrays = this.#types.map((type, place) => {
      const [before, after] = type === null ? ["", ""] : (aroundArray?.(type) ?? ["", ""]);
      return `${before}${placeholder(place + 1)}${after}`;
    });
    const columns = [...this.#types.map((_, place) => `v${place + 1}`), "n"].map(quote);
    const inner = this.#write((number) => `${asked}.${quote(`v${number}`)}`);
    return [
      `select cast(${asked}.${quote("n")} as integer), ${row}.*`,
      `from unnest(${arrays.join(", ")}) with ordinality as ${asked} (${columns.join(", ")})`,
      // A subquery's rows are numbered in its own order, which a join need not keep.
      `cross join lateral (select cast(row_number() over () as integer), ${row}.* from (${inner}) as ${row}) as ${row}`,
    ].join(" ");
  }
}
