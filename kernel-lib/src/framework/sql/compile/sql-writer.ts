import { InvalidQuery } from "../../errors/invalid-query.js";
import type { Dialect } from "../dialects/dialect.js";
import type { ColumnNode } from "../nodes/expression-node.js";
import type { CommonSource, SourceNode } from "../nodes/source-node.js";
import type { ValueType } from "../value-type.js";
import type { Template } from "./template.js";

/** A common table expression, and where its values begin among those of its statement. */
export interface PlacedCommon {
  readonly source: CommonSource;
  readonly base: number;
}

/** Parentheses in each other; SQLite takes as many. */
const mostDeep = 1_000;

/** What was written so far. */
interface Written {
  readonly text: string;
  /** Of the placeholders; null where it is not known. */
  readonly types: readonly (ValueType | null)[];
  /** See `standAlone`. */
  readonly alone: boolean;
  readonly tables: readonly string[];
}

/** Collects the text of one statement, and which value each placeholder takes. */
export class SqlWriter {
  readonly dialect: Dialect;
  #qualified: boolean;
  /** How many tables and subqueries stand in it. */
  sources = 0;
  #text = "";
  readonly #order: number[] = [];
  readonly #types: (ValueType | null)[] = [];
  readonly #placeholder: (number: number) => string;
  #alone = false;
  #depth = 0;
  readonly #tables = new Set<string>();
  #movedFrom = Number.POSITIVE_INFINITY;
  #movedBy = 0;
  #composite = false;
  /** Common table expressions by name, in the order in which they can be written: what one uses comes before it. */
  readonly #commons = new Map<string, PlacedCommon>();
  readonly #same: (readonly [number, number])[] = [];
  /** Hears of each column that is written. */
  #watch: ((column: ColumnNode) => void) | null = null;
  /** The sources that columns may be of, the innermost query's last; null where raw text makes them unknown. */
  readonly #scopes: (ReadonlySet<SourceNode> | null)[] = [];

  /** @param placeholder how one is written, where not as the dialect has it */
  constructor(dialect: Dialect, qualified: boolean, placeholder = (number: number) => dialect.placeholder(number)) {
    this.dialect = dialect;
    this.#qualified = qualified;
    this.#placeholder = placeholder;
  }

  /** What was met, for the text that stands before the statement; it is known only when the statement was written once. */
  get commons(): readonly PlacedCommon[] {
    return [...this.#commons.values()];
  }

  /** Text of this library's own, or of a developer's template. */
  text(text: string): void {
    this.#text += text;
  }

  /** A name that was checked where it came in. */
  identifier(name: string): void {
    this.#text += this.dialect.quote(name);
  }

  /** A placeholder for the value at this place among the query's; `type` is what it holds, where that is known. */
  value(index: number, type: ValueType | null): void {
    this.#order.push(index < this.#movedFrom ? index : index + this.#movedBy);
    this.#types.push(type);
    this.#text += this.#placeholder(this.#order.length);
  }

  /** The same for a value that the dialect writes itself. */
  compositeValue(index: number): void {
    this.#composite = true;
    this.value(index, null);
  }

  /** From here on, values from this place on stand so many places further on: what was before them is given in another form. */
  move(from: number, by: number): void {
    this.#movedFrom = from;
    this.#movedBy = by;
  }

  get written(): Written {
    return { text: this.#text, types: this.#types, alone: this.#alone, tables: [...this.#tables] };
  }

  /** A table that the statement reads. */
  reads(table: string): void {
    this.#tables.add(table);
  }

  /** What is written now, a lock or raw text, may do more than read: it is not run for others too. */
  standAlone(): void {
    this.#alone = true;
  }

  /** In the changes of an insert that meets a row: the column as the new row would have had it. */
  excluded(name: string): void {
    const [before, after] = this.dialect.excluded;
    this.#text += before;
    this.identifier(name);
    this.#text += after;
  }

  /**
   * A common table expression is used; `write` writes its query, and is called at the first use.
   * @throws InvalidQuery where another one has its name.
   */
  common(source: CommonSource, base: number, write: () => void): void {
    const known = this.#commons.get(source.name);
    if (known === undefined) {
      // What it uses itself is met first; the text is written later, before the statement.
      const [text, values] = [this.#text, this.#order.length];
      this.alone(write);
      this.#text = text;
      this.#order.length = values;
      this.#types.length = values;
      this.#commons.set(source.name, { source, base });
      return;
    }
    if (known.source !== source)
      throw new InvalidQuery(`two common table expressions are named "${source.name}"`, "Rename one of them.", {
        name: source.name,
      });
    for (let place = 0; place < source.holes; place++) this.#same.push([known.base + place, base + place]);
  }

  /**
   * @param qualify with its source's name in any case
   * @throws InvalidQuery if its source is not in the query.
   */
  column(column: ColumnNode, qualify = this.#qualified): void {
    const { source, name } = column;
    if (!this.#scopes.some((scope) => scope === null || scope.has(source)))
      throw new InvalidQuery(
        `it uses the column "${name}" of "${source.name}", which is not in it`,
        `Add "${source.name}" by from or join.`,
        { column: name, table: source.name },
      );
    this.#watch?.(column);
    if (qualify) this.#text += `${this.dialect.quote(source.name)}.`;
    this.identifier(name);
  }

  /** Writes, and tells of each column that is. */
  watching(watch: (column: ColumnNode) => void, write: () => void): void {
    const before = this.#watch;
    this.#watch = watch;
    write();
    this.#watch = before;
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

  /** Into parentheses. @throws InvalidQuery beyond a thousand: engines, and this writer, would run out of stack */
  enter(): void {
    if (++this.#depth > mostDeep)
      throw new InvalidQuery(`it is nested more than ${mostDeep} deep`, "Join conditions in one call: and(a, b, c …).");
  }

  /** Out of parentheses. */
  leave(): void {
    this.#depth--;
  }

  /** Writes what must not speak of the innermost query's sources: a subquery in its `from`. */
  outside(write: () => void): void {
    const scope = this.#scopes.pop();
    write();
    if (scope !== undefined) this.#scopes.push(scope);
  }

  /** Writes columns with their sources' names, whatever the rest does. */
  qualifying(write: () => void): void {
    const before = this.#qualified;
    this.#qualified = true;
    write();
    this.#qualified = before;
  }

  /** Writes what no source around can be spoken of in. */
  alone(write: () => void): void {
    const around = this.#scopes.splice(0);
    write();
    this.#scopes.push(...around);
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

  /** @param holes how many values the statement has: those of which the text has no placeholder are left out */
  finish(rest: Omit<Template, "text" | "order" | "composite" | "same">, holes: number): Template {
    const same = this.#same.length === 0 ? null : Object.freeze(this.#same);
    const asTheyAre =
      this.#order.length === holes + this.#movedBy && this.#order.every((value, index) => value === index);
    const order = asTheyAre ? null : Object.freeze(this.#order);
    return Object.freeze({ text: this.#text, order, composite: this.#composite, same, ...rest });
  }
}
