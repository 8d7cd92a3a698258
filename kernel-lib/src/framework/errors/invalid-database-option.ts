import { LabError } from "../../base/lab-error.js";

/** An option of a database or of a transaction is not what it must be. Code: "invalid-database-option". */
export class InvalidDatabaseOption extends LabError {
  constructor(option: string, expected: string, value: unknown) {
    super("invalid-database-option", `The option ${option} must be ${expected}, and is ${String(value)}.`, {
      data: { option, expected, value },
    });
  }
}
