import { LabError } from "../../base/lab-error.js";

/** An option of a cache, of one of its entries or of a record that it shall restore is not what it must be. Code: "invalid-cache-option". */
export class InvalidCacheOption extends LabError {
  constructor(option: string, value: unknown, expected: string, remedy: string) {
    const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
    super("invalid-cache-option", `The cache's option ${option} must be ${expected}, and is ${shown}.`, {
      remedy,
      data: { option, value },
    });
  }
}
