import type { Displayable, MimeBundle } from "../../base/displayable.js";
import { jupyterDisplay } from "../../base/displayable.js";
import { LabError } from "../../base/lab-error.js";
import { unknownName } from "../nearest.js";
import type { Cell } from "../tables/cell.js";
import { Table } from "../tables/table.js";
import { formatNumber } from "../words/format-number.js";
import { correlation } from "./correlation.js";
import { type DanfoFrame, danfo } from "./danfo.js";

type Value = string | number | null;

/** What a frame is made from: columns of equal length, each of text or of numbers; null where there is no value. */
export interface FrameParts {
  readonly title: string;
  readonly columns: Readonly<Record<string, readonly Value[]>>;
  /** Said where there are no rows. */
  readonly whenEmpty?: string;
}

const statistics = ["count", "mean", "std", "min", "median", "max", "variance"] as const;

/** Data as a DataFrame of danfojs-node, with what notebooks show of it as tables. Immutable; danfojs-node loads when it is first needed. */
export class Frame implements Displayable {
  readonly title: string;
  readonly columns: Readonly<Record<string, readonly Value[]>>;
  readonly #whenEmpty: string;

  /** @throws LabError "frame-ragged" if columns differ in length. */
  constructor({ title, columns, whenEmpty = "no rows" }: FrameParts) {
    this.title = title;
    this.columns = columns;
    this.#whenEmpty = whenEmpty;
    const lengths = Object.values(columns).map((column) => column.length);
    if (new Set(lengths).size > 1)
      throw new LabError("frame-ragged", `the columns of the frame "${title}" differ in length`, {
        data: Object.fromEntries(Object.entries(columns).map(([name, { length }]) => [name, length])),
      });
  }

  get length(): number {
    return Object.values(this.columns)[0]?.length ?? 0;
  }

  /** The data as danfojs-node's own DataFrame, for everything else that it can do. @throws LabError "frame-empty" */
  dataFrame(): DanfoFrame {
    if (this.length === 0)
      throw new LabError("frame-empty", `the frame "${this.title}" has no rows: ${this.#whenEmpty}`);
    const { DataFrame } = danfo();
    return new DataFrame(this.columns);
  }

  /**
   * danfojs-node's `describe` of each column of numbers. Missing values are left out before, column by column (its own mean refuses them),
   * so that the counts may differ.
   */
  describe(): Table {
    const columns = this.#numbers().map(([name, values]) => ({ name, described: described(name, values) }));
    const rows = statistics.map((statistic): Cell[] => [
      statistic,
      ...columns.map(({ described: found }) => number(found.get(statistic) ?? null)),
    ]);
    return new Table({
      columns: ["Statistic", ...columns.map(({ name }) => name)],
      rows: columns.length === 0 ? [] : rows,
      caption: `${this.title}: describe, of ${this.length} rows`,
      notes: this.#emptyNote(),
    });
  }

  /** Pearson's correlation of each two columns of numbers, over the rows that have both. @throws LabError "unknown-column" */
  correlation(names?: readonly string[]): Table {
    const numbers = new Map(this.#numbers());
    const known = [...numbers.keys()];
    for (const name of names ?? [])
      if (!numbers.has(name) && this.length > 0) throw unknownName("unknown-column", "column of numbers", name, known);
    const shown = known.filter((name) => names === undefined || names.includes(name));
    const rows = shown.map((row): Cell[] => [
      row,
      ...shown.map((column): Cell => {
        const { r, pairs } = correlation(numbers.get(row) ?? [], numbers.get(column) ?? []);
        return r === null ? null : { value: r, text: r.toFixed(3), source: `n = ${pairs} rows with both` };
      }),
    ]);
    return new Table({
      columns: ["Pearson's r", ...shown],
      rows,
      caption: `${this.title}: correlation`,
      notes: this.#emptyNote(),
    });
  }

  /** The first rows. */
  head(rows = 10): Table {
    const names = Object.keys(this.columns);
    const shown = Array.from({ length: Math.min(rows, this.length) }, (_, at) =>
      names.map((name): Cell => this.columns[name]?.[at] ?? null),
    );
    return new Table({
      columns: names,
      rows: shown,
      caption: `${this.title}: ${shown.length} of ${this.length} rows`,
      notes: this.#emptyNote(),
    });
  }

  toString(): string {
    return this.head().toString();
  }

  [jupyterDisplay](): MimeBundle {
    return this.head()[jupyterDisplay]();
  }

  #emptyNote(): string[] {
    return this.length === 0 ? [this.#whenEmpty] : [];
  }

  #numbers(): [string, readonly (number | null)[]][] {
    return Object.entries(this.columns).flatMap(([name, values]) => {
      const isNumbers =
        values.some((value) => typeof value === "number") && !values.some((value) => typeof value === "string");
      return isNumbers ? [[name, values as readonly (number | null)[]]] : [];
    });
  }
}

/** @returns statistic -> value; a deviation of a single value is not defined. */
function described(name: string, values: readonly (number | null)[]): Map<string, number | null> {
  const present = values.filter((value) => value !== null);
  const { DataFrame } = danfo();
  const found = new DataFrame({ [name]: present }).describe();
  const alone = present.length < 2;
  return new Map(
    found.index.map((statistic, at) => {
      const value = found.values[at]?.[0];
      const undefinedHere = alone && (statistic === "std" || statistic === "variance");
      return [String(statistic), typeof value === "number" && Number.isFinite(value) && !undefinedHere ? value : null];
    }),
  );
}

const number = (value: number | null): Cell =>
  value === null
    ? null
    : { value, text: Number.isInteger(value) ? value.toLocaleString("en-US") : formatNumber(value, 4) };
