import { LabError } from "../../base/lab-error.js";

/** An option of a router that is not what it must be. Code: "invalid-router-option". */
export class InvalidRouterOption extends LabError {
  constructor(option: string, value: unknown, expected: string) {
    super("invalid-router-option", `The router's option "${option}" is ${String(value)}; it must be ${expected}.`, {
      remedy: `Give ${expected}, or leave it out.`,
      data: { option, value: String(value) },
    });
  }
}
