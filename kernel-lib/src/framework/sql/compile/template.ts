import type { DialectName, Sharing } from "../query.js";

/** What a statement compiles to, once for all queries of its shape. */
export interface Template {
  readonly text: string;
  /** Which of the query's values each placeholder takes; null where they stand in the text's own order. */
  readonly order: readonly number[] | null;
  /** True where values are among the placeholders' that the dialect writes itself: `DialectValue`. */
  readonly composite: boolean;
  /** Places of values that must be equal, because the text has them once: two uses of one common table expression. */
  readonly same: readonly (readonly [number, number])[] | null;
  /** How several queries of this shape become one; undefined where they cannot. */
  readonly sharing: Sharing | undefined;
  /** The tables that a select reads; undefined where they are not known, or rows are locked. */
  readonly reads: readonly string[] | undefined;
  readonly returnsRows: boolean;
  readonly writes: readonly string[] | null;
  readonly decode: Readonly<Record<string, (value: unknown) => unknown>> | undefined;
}

/** Templates by dialect; filled at first use. Nearly every program has one dialect, which is compared without hashing its name. */
export class Templates {
  #dialect: DialectName | undefined;
  #template: Template | undefined;
  #others: Map<DialectName, Template> | undefined;

  get(dialect: DialectName): Template | undefined {
    return this.#dialect === dialect ? this.#template : this.#others?.get(dialect);
  }

  set(dialect: DialectName, template: Template): void {
    if (this.#dialect === undefined) {
      this.#dialect = dialect;
      this.#template = template;
    } else {
      this.#others ??= new Map();
      this.#others.set(dialect, template);
    }
  }
}
