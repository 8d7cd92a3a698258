import { LabError } from "../../base/lab-error.js";

/** A borrower waited longer than the pool's `acquireTimeout`. Code: "pool-timeout". */
export class PoolTimeout extends LabError {
  constructor(milliseconds: number, max: number, waiting: number) {
    super("pool-timeout", `No resource came free within ${milliseconds} ms: all ${max} are lent or being made.`, {
      remedy: "Give resources back sooner, make the pool larger, or wait longer (acquireTimeout).",
      data: { acquireTimeout: milliseconds, max, waiting },
    });
  }
}
