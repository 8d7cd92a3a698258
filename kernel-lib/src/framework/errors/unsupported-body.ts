import { HttpError } from "./http-error.js";

/** A body whose content type or encoding its handler does not read. Status 415, code "unsupported-body". */
export class UnsupportedBody extends HttpError {
  constructor(header: "content-type" | "content-encoding", value: string | undefined, wanted: string) {
    super(
      415,
      "unsupported-body",
      value === undefined
        ? `The request has no ${header}; this route reads ${wanted}.`
        : `The ${header} ${JSON.stringify(value)} is not read here: this route reads ${wanted}.`,
      { data: { header, value, wanted } },
    );
  }
}
