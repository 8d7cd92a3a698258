import { LabError } from "../../base/lab-error.js";

/** The engine undid a transaction that was to be committed. Code: "transaction-not-committed". */
export class TransactionNotCommitted extends LabError {
  constructor() {
    super(
      "transaction-not-committed",
      "The engine undid the transaction instead of committing it: a statement in it had failed.",
      {
        remedy:
          "Let the statement's error out of the transaction, or put the statement into an inner transaction whose error you catch.",
      },
    );
  }
}
