import { LabError } from "../../base/lab-error.js";

/** The outer transaction was used while one inside it runs: its statements would be undone with the inner one. Code: "transaction-in-use". */
export class TransactionInUse extends LabError {
  constructor() {
    super("transaction-in-use", "The transaction was used while a transaction inside it is running.", {
      remedy: "Use the inner one's `tx` there, and start inner transactions one after the other.",
    });
  }
}
