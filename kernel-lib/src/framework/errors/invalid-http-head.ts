import { LabError } from "../../base/lab-error.js";

/** Bytes that do not begin with the head of an HTTP/1.x request: a server answers 400. Code: "invalid-http-head". */
export class InvalidHttpHead extends LabError {
  constructor(part: string) {
    super("invalid-http-head", `The request's head is not HTTP/1.x: its ${part} is not allowed.`, {
      remedy: "Answer 400 and close the connection.",
      data: { part },
    });
  }
}
