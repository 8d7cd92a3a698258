import { LabError } from "../../base/lab-error.js";

/** No connection to the database. Code: "connect-failed"; the URL is shown without its password; `cause` is the driver's error. */
export class ConnectFailed extends LabError {
  constructor(url: string, cause: unknown) {
    const shown = url.replace(/(:\/\/[^:/@]*):[^@/]*@/, "$1:***@").replace(/([?&]password=)[^&]*/gi, "$1***");
    super("connect-failed", `Cannot connect to ${shown}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      remedy: "Check that the server runs, and the URL's host, port, database, user and password.",
      data: { url: shown },
      cause,
    });
  }
}
