import { LabError } from "../../base/lab-error.js";

/** A query that this dialect cannot express. Code: "unsupported-sql". */
export class UnsupportedSql extends LabError {
  constructor(dialect: string, what: string, remedy: string) {
    super("unsupported-sql", `${dialect} cannot express ${what}.`, { remedy, data: { dialect, what } });
  }
}
