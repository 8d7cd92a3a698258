import { LabError } from "../../base/lab-error.js";

/** A relation that the model does not have. Code: "unknown-relation". */
export class UnknownRelation extends LabError {
  constructor(table: string, relation: string, known: readonly string[]) {
    super("unknown-relation", `The model of ${JSON.stringify(table)} has no relation ${JSON.stringify(relation)}.`, {
      remedy: known.length === 0 ? "Declare one in its `relations`." : `It has ${known.join(", ")}.`,
      data: { table, relation, known },
    });
  }
}
