import { LabError } from "../../base/lab-error.js";

/** An option of a pool is not what it must be. Code: "invalid-pool-option". */
export class InvalidPoolOption extends LabError {
  constructor(option: string, expected: string, value: unknown) {
    super("invalid-pool-option", `The pool's option ${option} must be ${expected}, and is ${String(value)}.`, {
      data: { option, expected, value },
    });
  }
}
