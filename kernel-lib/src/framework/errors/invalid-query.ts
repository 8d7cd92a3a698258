import { LabError } from "../../base/lab-error.js";

/** A query that makes no sense whatever the database: a column of a table that is not in it, a delete without a condition. Code: "invalid-query". */
export class InvalidQuery extends LabError {
  constructor(reason: string, remedy: string, data: Readonly<Record<string, unknown>> = {}) {
    super("invalid-query", `The query cannot be built: ${reason}.`, { remedy, data: { ...data, reason } });
  }
}
