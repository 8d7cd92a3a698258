import { LabError } from "../../base/lab-error.js";

/** A string that is neither a URL with an authority nor an origin-form target. Code: "invalid-url". */
export class InvalidUrl extends LabError {
  constructor(url: string) {
    const shown = url.length > 200 ? `${url.slice(0, 200)}…` : url;
    super("invalid-url", `There is no path in ${JSON.stringify(shown)}.`, {
      remedy: "Give `scheme://authority/path` or a path that begins with a slash.",
      data: { url: shown },
    });
  }
}
