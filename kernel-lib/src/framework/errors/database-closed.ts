import { LabError } from "../../base/lab-error.js";

/** The database was closed before this call. Code: "database-closed". */
export class DatabaseClosed extends LabError {
  constructor() {
    super("database-closed", "The database is closed.", {
      remedy: "Close it only when nothing will use it any more.",
    });
  }
}
