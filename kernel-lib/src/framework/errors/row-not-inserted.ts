import { LabError } from "../../base/lab-error.js";

/** An insert that the database took without making a row: a trigger or rule of its own left the row out. Code: "row-not-inserted". */
export class RowNotInserted extends LabError {
  constructor(table: string) {
    super("row-not-inserted", `The database took an insert into ${JSON.stringify(table)} and made no row.`, {
      remedy: "Look for a trigger or rule on the table that skips rows; to insert without an answer, use insert(…).",
      data: { table },
    });
  }
}
