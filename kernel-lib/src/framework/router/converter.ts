/**
 * A type of params: which texts it takes, and what they mean.
 *
 * ```ts
 * const day: Converter<Date> = {
 *   pattern: "\\d{4}-\\d\\d-\\d\\d",
 *   parse: (text) => { const date = new Date(text); return Number.isNaN(date.getTime()) ? undefined : date; },
 *   format: (date) => date.toISOString().slice(0, 10),
 * };
 * const router = createRouter<Handler, { day: Date }>({ converters: { day } });
 * router.add("GET", "/logs/:day<day>", show);
 * ```
 */
export interface Converter<Value> {
  /** A constraint as in `:name(regex)`, for the whole value. */
  readonly pattern: string;
  /** The value of a text that `pattern` takes, after decoding; undefined where it means none: then the path is "malformed". What it throws reaches the caller of `find`. */
  parse(text: string): Value | undefined;
  /** The text of a value, for `path`; `String(value)` where absent. */
  format?(value: Value): string;
}

/** The types that every router has, beside "path", which is a wildcard. */
export interface StandardValues {
  /** A whole number of at most 15 digits, so that it is exact: `-?\d{1,15}`. */
  readonly int: number;
  /** A decimal number: `-?\d{1,15}(\.\d{1,15})?`. */
  readonly float: number;
  /** 8-4-4-4-12 hexadecimal digits; its value is in lower case. */
  readonly uuid: string;
  /** Several segments, slashes too: the same as `*name`. */
  readonly path: string;
}

const hex = "[0-9a-fA-F]";

export const standardConverters: Readonly<Record<string, Converter<unknown>>> = {
  int: { pattern: "-?\\d{1,15}", parse: Number },
  float: { pattern: "-?\\d{1,15}(\\.\\d{1,15})?", parse: Number },
  uuid: {
    pattern: `${hex}{8}-${hex}{4}-${hex}{4}-${hex}{4}-${hex}{12}`,
    parse: (text) => text.toLowerCase(),
  },
};
