import pg, { type Connection } from "pg";
import { noColumns, type ParserOf, PostgresColumns } from "./postgres-columns.js";
import type { PostgresStatement } from "./postgres-statement.js";

/** What pg's own class of queries is to one that inherits from it: its protocol, which its types do not show. */
interface Protocol {
  name: string | undefined;
  values: readonly unknown[] | undefined;
  callback: ((error: unknown) => void) | null;
  submit(connection: Connection): Error | null;
}
const Query = pg.Query as unknown as new (text: string) => Protocol;

/**
 * One run of a statement, which pg queues and hands the server's answer to. The first run of a text prepares it and has it described; later ones are written at once and describe nothing, where
 * pg's own query writes four messages and has its columns described each time.
 */
export class PostgresRun extends Query {
  readonly found: unknown[] = [];
  readonly statement: PostgresStatement;
  readonly #parserOf: ParserOf;
  readonly #asLists: boolean;
  #columns: PostgresColumns | undefined;
  #tag = "";
  /** A value that could not be read: told at the end, as the rest of the answer is still to come. */
  #unread: { readonly error: unknown } | undefined;

  /**
   * @param values undefined for a text that is sent as it is, which may be several statements
   * @param done told once, by pg too: with what failed, or undefined
   * @param asLists rows as lists of values, not by name
   */
  constructor(
    statement: PostgresStatement,
    values: readonly unknown[] | undefined,
    parserOf: ParserOf,
    done: (run: PostgresRun, error: unknown) => void,
    asLists = false,
  ) {
    const { text, name } = statement;
    // Of an object pg would make a copy with all its property descriptors, which takes 5 to 7 µs in profiles.
    super(text);
    if (values !== undefined) {
      this.name = name;
      this.values = values;
    }
    this.callback = (error) => done(this, error);
    this.statement = statement;
    this.#parserOf = parserOf;
    this.#asLists = asLists;
  }

  /** The first word of the server's tag: "INSERT", "COMMIT", "ROLLBACK". */
  get command(): string {
    const end = this.#tag.indexOf(" ");
    return end < 0 ? this.#tag : this.#tag.slice(0, end);
  }

  /** How many rows were found or changed: the tag's last word; 0 where it is no number. */
  get count(): number {
    return Number.parseInt(this.#tag.slice(this.#tag.lastIndexOf(" ") + 1), 10) || 0;
  }

  /** Their names, in the order of lists. */
  get columns(): readonly string[] {
    return this.#columns?.names ?? [];
  }

  override submit(connection: Connection): Error | null {
    const { columns } = this.statement;
    const { values } = this;
    if (columns === undefined || values === undefined) return super.submit(connection);
    const message = this.statement.message(values);
    if (message === undefined) return super.submit(connection);
    this.#columns = columns;
    if (connection.stream.writable) connection.stream.write(message);
    return null;
  }

  handleRowDescription({ fields }: { readonly fields: ConstructorParameters<typeof PostgresColumns>[0] }): void {
    this.#columns = new PostgresColumns(fields, this.#parserOf);
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    if (this.#unread !== undefined) return;
    const columns = this.#columns ?? noColumns;
    try {
      this.found.push(this.#asLists ? columns.list(fields) : columns.row(fields));
    } catch (error) {
      this.#unread = { error };
    }
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.#tag = text;
    this.statement.keep(this.#columns ?? noColumns);
  }

  handleError(error: unknown): void {
    this.callback?.(error);
  }

  handleReadyForQuery(): void {
    this.callback?.(this.#unread?.error);
  }
}
