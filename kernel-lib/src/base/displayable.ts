/**
 * One output in several representations: MIME type -> content. JSON types (`…+json`) hold objects, all others strings.
 * A front end takes the richest representation that it knows.
 */
export type MimeBundle = Readonly<Record<string, unknown>>;

/** The protocol by which an object draws itself; the same symbol as Deno's kernel uses, so that objects work in both. */
export const jupyterDisplay: unique symbol = Symbol.for("Jupyter.display") as never;

/** An object that draws itself in a notebook. */
export interface Displayable {
  [jupyterDisplay](): MimeBundle | Promise<MimeBundle>;
}

/** True if `value` draws itself. */
export function isDisplayable(value: unknown): value is Displayable {
  return (
    (typeof value === "object" || typeof value === "function") &&
    value !== null &&
    typeof (value as Partial<Displayable>)[jupyterDisplay] === "function"
  );
}
