import { HttpError } from "./http-error.js";

/** A body of more bytes than its route reads. Status 413, code "body-too-large". */
export class BodyTooLarge extends HttpError {
  constructor(limit: number) {
    super(413, "body-too-large", `The body is over the limit of ${limit} bytes.`, {
      remedy: "Raise `bodyLimit` of the route, or of the app.",
      data: { limit },
    });
  }
}
