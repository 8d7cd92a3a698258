import { LabError } from "../../base/lab-error.js";

/**
 * A statement that the engine refused, or whose connection broke. Code: "query-failed"; `data` has text, dialect and the engine's own code
 * (SQLSTATE or SQLite's name) where it gave one; `cause` is the driver's error. Values are not shown: they may be secret.
 */
export class QueryFailed extends LabError {
  constructor(text: string, dialect: string, cause: unknown) {
    const said = cause instanceof Error ? cause.message : String(cause);
    const engineCode = (cause as { readonly code?: unknown } | null)?.code;
    super("query-failed", `The ${dialect} statement failed: ${said}\n  Statement: ${text}`, {
      data: typeof engineCode === "string" ? { text, dialect, engineCode } : { text, dialect },
      cause,
    });
  }
}
