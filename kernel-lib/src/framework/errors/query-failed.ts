import { LabError } from "../../base/lab-error.js";
import { type FailureKind, failureKind } from "./failure-kind.js";

/**
 * A statement that the engine refused, or whose connection broke. Code: "query-failed". `data` has `kind`, the same for all engines; text, dialect and the bound values; and the
 * engine's own code (SQLSTATE, or SQLite's or MariaDB's name) where it gave one. `cause` is the driver's error. The message shows no values: they may be secret.
 */
export class QueryFailed extends LabError {
  /** What went wrong, the same for all engines. */
  readonly kind: FailureKind;
  /** Where the connection was lost on the way: fulfils once the engine can no longer apply the statement; until then it may. */
  readonly settled: (() => Promise<unknown>) | undefined;

  constructor(
    text: string,
    dialect: string,
    cause: unknown,
    values: readonly unknown[] = [],
    settled?: () => Promise<unknown>,
  ) {
    const said = redacted(cause instanceof Error ? cause.message : String(cause), values);
    const { code } = (cause ?? {}) as { readonly code?: unknown };
    const engineCode = typeof code === "string" ? code : undefined;
    const kind = failureKind(dialect, engineCode);
    super("query-failed", `The ${dialect} statement failed: ${said}\n  Statement: ${text}`, {
      data: { kind, text, values, dialect, ...(engineCode === undefined ? {} : { engineCode }) },
      cause,
    });
    this.kind = kind;
    this.settled = kind === "connection" ? settled : undefined;
  }
}

/** Engines quote a value in their message now and then; a long one is found without quotation marks too. */
function redacted(message: string, values: readonly unknown[]): string {
  let shown = message;
  for (const value of values) {
    if (value === null || typeof value === "object") continue;
    const text = String(value);
    if (text === "") continue;
    for (const mark of ["'", '"']) shown = shown.replaceAll(`${mark}${text}${mark}`, () => `${mark}…${mark}`);
    if (text.length >= 6) shown = shown.replaceAll(text, () => "…");
  }
  return shown;
}
