import { LabError } from "../../base/lab-error.js";

/** Bytes that are no JSON text in UTF-8; `cause` has the parser's words. Code: "invalid-json". */
export class InvalidJson extends LabError {
  constructor(cause: unknown) {
    const words = cause instanceof Error ? cause.message : String(cause);
    super("invalid-json", `The text is not JSON: ${words}.`, { remedy: "Send JSON (RFC 8259) in UTF-8.", cause });
  }
}
