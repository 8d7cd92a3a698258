import { LabError } from "../../base/lab-error.js";

/** The pool was closed before this borrower asked. Code: "pool-closed". */
export class PoolClosed extends LabError {
  constructor() {
    super("pool-closed", "The pool is closed: it lends no more.", {
      remedy: "Close a pool only when nothing will ask it any more.",
    });
  }
}
