import { HttpError } from "./http-error.js";

/** The client went away before it was answered, or before its body had come. Code "request-aborted"; nobody is there to read the status. */
export class RequestAborted extends HttpError {
  constructor(cause?: unknown) {
    super(400, "request-aborted", "The client went away before it was answered.", {
      ...(cause !== undefined && cause !== null && { cause }),
    });
  }
}
