import { LabError } from "../../base/lab-error.js";

/** A cache was asked for with a policy that there is not. Code: "invalid-cache-policy". */
export class InvalidCachePolicy extends LabError {
  constructor(policy: unknown, known: readonly string[]) {
    super("invalid-cache-policy", `There is no cache policy ${JSON.stringify(policy)}.`, {
      remedy: `Choose one of: ${known.join(", ")}.`,
      data: { policy, known },
    });
  }
}
