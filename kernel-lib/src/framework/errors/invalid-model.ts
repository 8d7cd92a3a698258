import { LabError } from "../../base/lab-error.js";

/** A model whose definition contradicts its table or itself. Code: "invalid-model". */
export class InvalidModel extends LabError {
  constructor(table: string, reason: string, remedy: string, data: Readonly<Record<string, unknown>> = {}) {
    super("invalid-model", `The model of the table ${JSON.stringify(table)} cannot be made: ${reason}.`, {
      remedy,
      data: { table, ...data },
    });
  }
}
