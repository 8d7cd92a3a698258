import { InvalidQuery } from "../../errors/invalid-query.js";
import type { Dialect } from "../dialects/dialect.js";
import type { ColumnNode } from "../nodes/expression-node.js";
import type { SourceNode } from "../nodes/source-node.js";
import type { Template } from "./template.js";

/** Collects the text of one statement, and which value each placeholder takes. */
export class SqlWriter {
  readonly dialect: Dialect;
  readonly qualified: boolean;
  /** How many tables and subqueries stand in it. */
  sources = 0;
  #text = "";
  readonly #order: number[] = [];
  /** The sources that columns may be of, the innermost query's last; null where raw text makes them unknown. */
  readonly #scopes: (ReadonlySet<SourceNode> | null)[] = [];

  constructor(dialect: Dialect, qualified: boolean) {
    this.dialect = dialect;
    this.qualified = qualified;
  }

  /** Text of this library's own, or of a developer's template. */
  text(text: string): void {
    this.#text += text;
  }

  /** A name that was checked where it came in. */
  identifier(name: string): void {
    this.#text += this.dialect.quote(name);
  }

  /** A placeholder for the value at this place among the query's. */
  value(index: number): void {
    this.#order.push(index);
    this.#text += this.dialect.placeholder(this.#order.length);
  }

  /** @throws InvalidQuery if its source is not in the query. */
  column({ source, name }: ColumnNode): void {
    if (!this.#scopes.some((scope) => scope === null || scope.has(source)))
      throw new InvalidQuery(
        `it uses the column "${name}" of "${source.name}", which is not in it`,
        `Add "${source.name}" by from or join.`,
        { column: name, table: source.name },
      );
    if (this.qualified) this.#text += `${this.dialect.quote(source.name)}.`;
    this.identifier(name);
  }

  /** Writes what may speak of these sources and of those around; null: of any. @throws InvalidQuery for two of one name. */
  within(sources: readonly SourceNode[] | null, write: () => void): void {
    const names = new Set<string>();
    for (const { name } of sources ?? []) {
      if (names.has(name))
        throw new InvalidQuery(`"${name}" is in it twice`, "Give one of them another name: alias(table, name).", {
          name,
        });
      names.add(name);
    }
    this.#scopes.push(sources === null ? null : new Set(sources));
    write();
    this.#scopes.pop();
  }

  /** Writes what must not speak of the innermost query's sources: a subquery in its `from`. */
  outside(write: () => void): void {
    const scope = this.#scopes.pop();
    write();
    if (scope !== undefined) this.#scopes.push(scope);
  }

  /** Items with text between them. */
  list<Item>(items: Iterable<Item>, between: string, write: (item: Item) => void): void {
    let first = true;
    for (const item of items) {
      if (!first) this.#text += between;
      first = false;
      write(item);
    }
  }

  finish(rest: Omit<Template, "text" | "order">): Template {
    const order = this.#order.every((value, index) => value === index) ? null : Object.freeze(this.#order);
    return Object.freeze({ text: this.#text, order, ...rest });
  }
}
