import { LabError } from "../../base/lab-error.js";

/** A cache's capacity that is no number of entries that it could hold. Code: "invalid-cache-capacity". */
export class InvalidCacheCapacity extends LabError {
  constructor(capacity: unknown, most: number) {
    super("invalid-cache-capacity", `A cache cannot have a capacity of ${String(capacity)} entries.`, {
      remedy: `Give a whole number from 1 to ${most}.`,
      data: { capacity, most },
    });
  }
}
