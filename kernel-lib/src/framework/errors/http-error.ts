import { LabError, type LabErrorDetails } from "../../base/lab-error.js";

/**
 * Thrown by a handler, an answer that the client may read: `{ "error": { "code", "message" } }` with `status`.
 * What the framework itself has against a request is one of these too.
 */
export class HttpError extends LabError {
  /** 400 to 599. */
  readonly status: number;
  /** As the client reads it: without the remedy, which is for who runs the server. */
  readonly publicMessage: string;

  /** @throws RangeError of a status outside 400 to 599. */
  constructor(status: number, code: string, message: string, details: LabErrorDetails = {}) {
    super(code, message, details);
    if (!Number.isInteger(status) || status < 400 || status > 599)
      throw new RangeError(`an error's status is a whole number from 400 to 599, got ${status}`);
    this.status = status;
    this.publicMessage = message;
  }
}
