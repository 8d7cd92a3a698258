import { LabError } from "../../base/lab-error.js";

/** A route that would never be reached, because another one that is tried before it takes all its paths. Code: "route-shadowed". */
export class RouteShadowed extends LabError {
  /** @param registered the one of both that is registered already */
  constructor(method: string, hidden: string, by: string, registered: string) {
    super(
      "route-shadowed",
      `The route ${method} "${hidden}" would never be reached: "${by}" is tried before it and takes all its paths. "${registered}" is registered already.`,
      {
        remedy: "Leave one of the two out, or tell them apart by a static segment.",
        data: { method, hidden, by, registered },
      },
    );
  }
}
