import { HttpError } from "./http-error.js";

/** A body that is not what its handler reads: no JSON, no UTF-8, or with a key that reaches a prototype. Status 400, code "malformed-body". */
export class MalformedBody extends HttpError {
  constructor(reason: string, cause?: unknown) {
    super(400, "malformed-body", `The body cannot be read: ${reason}.`, {
      data: { reason },
      ...(cause !== undefined && { cause }),
    });
  }
}
