import { LabError } from "../../base/lab-error.js";

/** An option of the server outside its range. Code "invalid-server-option". */
export class InvalidServerOption extends LabError {
  constructor(option: string, value: unknown, expected: string) {
    super("invalid-server-option", `The option ${option} is ${String(value)}; expected ${expected}.`, {
      remedy: `Give ${option} as ${expected}, or leave it out.`,
      data: { option, value, expected },
    });
  }
}
