import { LabError } from "../../base/lab-error.js";

/** Two routes of one method that match the same paths, so that no order between them makes sense. Code: "route-conflict". */
export class RouteConflict extends LabError {
  constructor(method: string, pattern: string, existing: string) {
    super(
      "route-conflict",
      pattern === existing
        ? `The route ${method} "${pattern}" is registered already.`
        : `The route ${method} "${pattern}" matches the same paths as the registered "${existing}": they differ only in the names of their params, or in how the same constraint is written.`,
      {
        remedy: "Register one of the two, or tell them apart by a static segment.",
        data: { method, pattern, existing },
      },
    );
  }
}
