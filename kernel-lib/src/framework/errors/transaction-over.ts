import { LabError } from "../../base/lab-error.js";

/** A transaction was used after it was committed or rolled back. Code: "transaction-over". */
export class TransactionOver extends LabError {
  constructor() {
    super("transaction-over", "The transaction is over: the function that it was given to has returned or thrown.", {
      remedy: "Await every query inside that function, and do not keep `tx` beyond it.",
    });
  }
}
