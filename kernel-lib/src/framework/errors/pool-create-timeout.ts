import { LabError } from "../../base/lab-error.js";

/** A resource was not made within the pool's `createTimeout`. Code: "pool-create-timeout". */
export class PoolCreateTimeout extends LabError {
  constructor(milliseconds: number) {
    super("pool-create-timeout", `A resource was not made within ${milliseconds} ms.`, {
      remedy: "See whether what it connects to answers, or wait longer (createTimeout).",
      data: { createTimeout: milliseconds },
    });
  }
}
