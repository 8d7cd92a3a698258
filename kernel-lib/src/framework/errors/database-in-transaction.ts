import { LabError } from "../../base/lab-error.js";

/** The database itself was used inside a transaction of it: that would not be part of the transaction, and may wait for it for ever. Code: "database-in-transaction". */
export class DatabaseInTransaction extends LabError {
  constructor() {
    super("database-in-transaction", "The database was used inside the function of one of its transactions.", {
      remedy: "Use the transaction that the function is given; begin what is not part of it outside.",
    });
  }
}
