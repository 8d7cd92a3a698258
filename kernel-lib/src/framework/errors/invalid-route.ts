import { LabError } from "../../base/lab-error.js";

/** A route that cannot be registered because its method or pattern means nothing to the router. Code: "invalid-route". */
export class InvalidRoute extends LabError {
  constructor(method: string, pattern: string, reason: string, remedy: string) {
    super("invalid-route", `The route ${method} ${JSON.stringify(pattern)} cannot be registered: ${reason}.`, {
      remedy,
      data: { method, pattern, reason },
    });
  }
}
