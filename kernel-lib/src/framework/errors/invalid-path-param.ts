import { LabError } from "../../base/lab-error.js";

/** A param of which no path can be built that would be read back as the same. Code: "invalid-path-param". */
export class InvalidPathParam extends LabError {
  constructor(pattern: string, param: string, value: unknown, reason: string) {
    super("invalid-path-param", `No path of "${pattern}" can be built: its param "${param}" ${reason}.`, {
      remedy: "Give a value that the pattern takes.",
      data: { pattern, param, value: String(value) },
    });
  }
}
