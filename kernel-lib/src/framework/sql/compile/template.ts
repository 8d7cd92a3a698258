import type { Sharing } from "../query.js";

/** What a statement compiles to, once for all queries of its shape. */
export interface Template {
  readonly text: string;
  /** Which of the query's values each placeholder takes; null where they stand in the text's own order. */
  readonly order: readonly number[] | null;
  /** True where values are among the placeholders' that the dialect writes itself: `DialectValue`. */
  readonly composite: boolean;
  /** Places of values that must be equal, because the text has them once: two uses of one common table expression. */
  readonly same: readonly (readonly [number, number])[] | null;
  /** How several queries of this shape become one; null where they cannot. */
  readonly sharing: Sharing | null;
  /** The tables that a select reads; null where they are not known, or rows are locked. */
  readonly reads: readonly string[] | null;
  readonly returnsRows: boolean;
  readonly writes: readonly string[] | null;
  readonly decode: Readonly<Record<string, (value: unknown) => unknown>> | undefined;
}

/** Templates by dialect; filled at first use. */
export type Templates = Map<string, Template>;
