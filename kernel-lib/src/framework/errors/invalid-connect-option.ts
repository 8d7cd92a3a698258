import { LabError } from "../../base/lab-error.js";

/** An option of `connect` that this engine does not have. Code: "invalid-connect-option". */
export class InvalidConnectOption extends LabError {
  constructor(option: string, dialect: string) {
    super("invalid-connect-option", `${dialect} has no option ${option}.`, {
      remedy: "Leave the option out.",
      data: { option, dialect },
    });
  }
}
