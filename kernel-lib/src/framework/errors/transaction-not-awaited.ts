import { LabError } from "../../base/lab-error.js";

/** The function of a transaction returned while queries of it were still running: nothing was committed. Code: "transaction-not-awaited". */
export class TransactionNotAwaited extends LabError {
  constructor(running: number) {
    super(
      "transaction-not-awaited",
      `The transaction's function returned while ${running} of its queries ${running === 1 ? "was" : "were"} still running.`,
      { remedy: "Await every query inside that function.", data: { running } },
    );
  }
}
