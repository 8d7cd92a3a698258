import { LabError } from "../../base/lab-error.js";

/** The engine does not have this isolation level. Code: "unsupported-isolation". */
export class UnsupportedIsolation extends LabError {
  constructor(dialect: string, isolation: string, has: readonly string[]) {
    super("unsupported-isolation", `${dialect} has no isolation level "${isolation}".`, {
      remedy: `It has: ${has.join(", ")}.`,
      data: { dialect, isolation, has },
    });
  }
}
