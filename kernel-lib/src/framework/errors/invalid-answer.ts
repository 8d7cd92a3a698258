import { LabError } from "../../base/lab-error.js";

/** A handler returned, or `reply` was given, what cannot be sent. The client gets a 500. Code "invalid-answer". */
export class InvalidAnswer extends LabError {
  constructor(what: string, remedy: string, cause?: unknown) {
    super("invalid-answer", `A handler cannot answer with ${what}.`, {
      remedy,
      data: { what },
      ...(cause !== undefined && { cause }),
    });
  }
}
