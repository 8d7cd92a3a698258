/** What reads a value that PostgreSQL wrote as text, by the number of its type. */
export type ParserOf = (type: number) => (text: string) => unknown;

/** The columns of a text's rows, as the server described them, and how their values are read. */
export class PostgresColumns {
  readonly names: readonly string[];
  readonly #parsers: readonly ((text: string) => unknown)[];
  readonly #empty: Readonly<Record<string, unknown>>;

  constructor(fields: readonly { readonly name: string; readonly dataTypeID: number }[], parserOf: ParserOf) {
    this.names = fields.map(({ name }) => name);
    this.#parsers = fields.map(({ dataTypeID }) => parserOf(dataTypeID));
    // Every row is a copy of this one: all have one hidden class from the start. Made so that a column may have any name, as "__proto__".
    this.#empty = Object.fromEntries(this.names.map((name) => [name, null]));
  }

  /** A row by its columns' names. */
  row(cells: readonly (string | null)[]): Record<string, unknown> {
    const row = { ...this.#empty };
    const names = this.names;
    const parsers = this.#parsers;
    for (let column = 0; column < cells.length; column++) {
      const cell = cells[column];
      const name = names[column];
      if (cell !== null && cell !== undefined && name !== undefined) row[name] = parsers[column]?.(cell);
    }
    return row;
  }

  /** The same as a list. */
  list(cells: readonly (string | null)[]): unknown[] {
    return cells.map((cell, column) => (cell === null ? null : this.#parsers[column]?.(cell)));
  }
}

/** Of a statement that gives no rows. */
export const noColumns = new PostgresColumns([], () => (text) => text);
