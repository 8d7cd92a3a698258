import { LabError } from "../../base/lab-error.js";

/** A name that no database takes as the name of a table, a column or a result column. Code: "invalid-identifier". */
export class InvalidIdentifier extends LabError {
  constructor(what: string, identifier: unknown, reason: string) {
    super("invalid-identifier", `${what} cannot be called ${shown(identifier)}: ${reason}.`, {
      remedy: "Give it a name of 1 to 63 bytes of valid text without the character NUL.",
      data: { what, identifier, reason },
    });
  }
}

const shown = (identifier: unknown) =>
  typeof identifier === "string" ? JSON.stringify(identifier) : typeof identifier;
